//! The gateway's own behaviour, in front of an integration that does as it is told. What the real function makes of its
//! events is tested end to end elsewhere.

mod closing;
mod handshake;
mod management;
mod messages;
mod support;
