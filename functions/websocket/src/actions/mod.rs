//! What a client can ask for on a connection: a file an action.

pub mod message;
pub mod ping;
pub mod read;
pub mod sync;
pub mod typing;
pub mod watch;
