//! Functions as programs of their own, under `cargo lambda watch` or anything else that provides Lambda's Invoke API.
//!
//! `endpoint` is its URL, `functions` invokes them, `websocket` sends them the WebSocket API's events, and
//! `environment` writes their settings: this run's table, gateway and keys.

mod endpoint;
mod environment;
mod functions;
mod websocket;

pub use self::endpoint::LambdaEndpoint;
pub(crate) use self::environment::Environment;
pub(crate) use self::functions::{Functions, InvokeError};
pub(crate) use self::websocket::InvokedWebsocket;
