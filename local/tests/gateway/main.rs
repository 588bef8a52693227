//! Behaviour of the gateway itself, in front of a scripted integration. End-to-end tests elsewhere cover the real
//! function.

mod closing;
mod handshake;
mod management;
mod messages;
mod support;
