//! WebSocket connections: opening and removing them, and the rooms they watch.

mod forget;
mod open;
mod reply;
mod watch;

pub use forget::{forget, remove_traces};
pub use open::{Opening, caller_of, caller_once_in, count_frame, open};
pub use reply::reply;
pub use watch::{unwatch, watch};
