//! Behaviour of the gateway itself, in front of a scripted integration. End-to-end tests elsewhere cover the real
//! function.
#![expect(clippy::disallowed_methods, reason = "the system under test has the limits")]

mod closing;
mod handshake;
mod management;
mod messages;
mod support;
