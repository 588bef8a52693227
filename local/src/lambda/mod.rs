//! The functions as programs of their own, under `cargo lambda watch` or whatever else offers Lambda's Invoke API.
//!
//! `endpoint` is where that is, `functions` invokes them, `websocket` hands them the WebSocket API's events, and
//! `environment` leaves them the settings by which they find this run's table, gateway and keys.

mod endpoint;
mod environment;
mod functions;
mod websocket;

pub use self::endpoint::LambdaEndpoint;
pub(crate) use self::environment::Environment;
pub(crate) use self::functions::{Functions, InvokeError};
pub(crate) use self::websocket::InvokedWebsocket;
