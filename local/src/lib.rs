//! All of Tribeclub Chat in one process: the functions' own routers, an emulation of the API Gateway WebSocket API in
//! front of the websocket function, and an embedded DynamoDB table and S3 bucket. To develop functions, they can run
//! under `cargo lambda watch` instead, behind an emulation of the HTTP API too.
//!
//! `system` connects the parts and is the system that end-to-end tests start; `cli` is the program around it. Nothing
//! in `functions/` or `shared/` depends on this crate.

mod accounts;
mod admission;
mod background;
pub mod cli;
mod credentials;
mod error;
mod files;
mod folder;
mod function;
pub mod gateway;
mod http_api;
mod in_process;
mod incoming_mail;
mod lambda;
mod listen;
mod log;
mod mail;
mod maintenance;
pub mod openapi;
mod rest;
mod router;
mod secret;
mod secrets;
mod serve;
mod system;
pub mod table;
mod template;

pub use accounts::{Account, FirstAccounts, Password};
pub use credentials::Credentials;
pub use error::StartError;
pub use files::EmbeddedFiles;
pub use folder::DataFolder;
pub use function::WebsocketFunction;
pub use http_api::HttpLimits;
pub use incoming_mail::IncomingMailOptions;
pub use lambda::LambdaEndpoint;
pub use router::{OutsideFunctions, routes};
pub use serve::RequestTimes;
pub use system::{Options, System};
pub use template::TemplateError;
