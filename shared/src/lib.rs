//! Code shared by all functions of Tribeclub Chat.
//!
//! [`http`] has extractors and answers, [`ops`] the domain operations (one verb each), [`store`] the look-ups that they
//! share, [`model`] the entities, [`views`] the JSON that clients see. [`table`] is the only code that uses the
//! DynamoDB SDK, [`files`] the only code that uses S3's. [`push`] posts events to connections. Nothing here depends on
//! running in Lambda or locally.

pub mod address;
pub mod answered;
pub mod auth;
pub mod captcha;
pub mod config;
pub mod error;
pub mod event;
pub mod files;
pub mod http;
pub mod ids;
pub mod logging;
pub mod mail;
pub mod markdown;
pub mod model;
pub mod openapi;
pub mod ops;
pub mod pace;
pub mod passwords;
pub mod push;
pub mod queue;
pub mod random;
pub mod sdk;
pub mod secret;
pub mod security;
pub mod spans;
mod state;
pub mod store;
pub mod table;
pub mod text;
pub mod time;
pub mod tokens;
pub mod views;
pub mod web_push;

pub use error::ApiError;
pub use state::{StartError, State};
