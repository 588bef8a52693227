//! Models of one room – its log and those who append to it; a client's copy of it – in which anything fails anywhere.
//!
//! The rules are those of docs/architecture.md, "The path of a message". `tests/explored.rs` explores them to the end,
//! and the same models with mistakes, each of which must be noticed; the simulation holds what the code does against
//! them.

pub mod copy;
pub mod room;
