//! Conformance of a deployment to the delivery promises, tried from outside as clients do: no message is lost, doubled
//! or out of order, no number is missing, and what is acknowledged is read from then on.
//!
//! Several clients of a customer send at once, by HTTP and by WebSocket, and are cut off in between ([`run`]). What
//! they saw, and when, is a [`history::History`]; [`check`] compares it with the promises.

mod check;
pub mod history;
mod person;
mod run;
mod tab;

pub use check::{Violation, check};
pub use person::Failure;
pub use run::{Plan, run};
