//! Actions that a client can send on a connection, one file each.

pub mod message;
pub mod ping;
pub mod read;
pub mod sync;
pub mod typing;
pub mod watch;
