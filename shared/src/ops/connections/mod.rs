//! WebSocket connections: opening them, and the rooms they watch. Closed ones are removed by `publish`.

mod open;
mod watch;

pub use open::{Opening, open};
pub use watch::{unwatch, watch};
