//! The whole of Tribeclub Chat in one process: the functions' own routers, an emulation of the API Gateway WebSocket API
//! before the websocket function, and an embedded DynamoDB table.
//!
//! `system` puts them together and is what the end-to-end tests start; `cli` is the program around it. Nothing in
//! `functions/` or `shared/` knows of this crate.

mod accounts;
pub mod cli;
mod credentials;
mod error;
mod folder;
mod function;
pub mod gateway;
mod listen;
mod secret;
mod system;
pub mod table;

pub use accounts::{Account, FirstAccounts, Password};
pub use credentials::Credentials;
pub use error::StartError;
pub use folder::DataFolder;
pub use system::{Options, System};
