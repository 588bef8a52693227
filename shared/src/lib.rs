//! What every function of Tribeclub Chat has in common.
//!
//! [`http`] extracts and answers, [`ops`] holds the domain operations (one verb each), [`model`] the entities,
//! [`shapes`] the JSON that clients see, and [`table`] is the only place that sees the DynamoDB SDK. [`files`] the only
//! one that sees S3's. [`push`] posts events to connections. Nothing here knows whether it runs in Lambda or on a laptop.

pub mod address;
pub mod auth;
pub mod captcha;
pub mod config;
pub mod error;
pub mod event;
pub mod files;
pub mod http;
pub mod ids;
pub mod logging;
pub mod model;
pub mod ops;
pub mod pace;
pub mod push;
pub mod queue;
pub mod secret;
pub mod security;
mod state;
pub mod table;
pub mod text;
pub mod time;
pub mod views;

pub use error::ApiError;
pub use state::{StartError, State};
