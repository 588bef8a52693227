//! The whole of Tribeclub Chat in one process: the functions' own routers, an emulation of the API Gateway WebSocket API
//! before the websocket function, and an embedded DynamoDB table and
//! S3 bucket. Or, for working on the functions, all but them: they
//! run under `cargo lambda watch` then, behind an emulation of the HTTP API too.
//!
//! `system` puts them together and is what the end-to-end tests start; `cli` is the program around it. Nothing in
//! `functions/` or `shared/` knows of this crate.

mod accounts;
mod admission;
mod background;
pub mod cli;
mod credentials;
mod error;
mod files;
mod folder;
mod front;
mod function;
pub mod gateway;
mod http_api;
mod lambda;
mod listen;
mod log;
mod maintenance;
mod secret;
mod serve;
mod system;
pub mod table;
mod template;

pub use accounts::{Account, FirstAccounts, Password};
pub use credentials::Credentials;
pub use error::StartError;
pub use files::EmbeddedFiles;
pub use folder::DataFolder;
pub use front::{OutsideFunctions, routes};
pub use function::WebsocketFunction;
pub use http_api::HttpLimits;
pub use lambda::LambdaEndpoint;
pub use serve::RequestTimes;
pub use system::{Options, System};
pub use template::TemplateError;
