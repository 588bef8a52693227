//! Chat sessions, each a WebSocket connection: opening, listing and closing them, and the rooms they watch. Closed ones
//! are removed by `publish`.

mod close;
mod list;
mod open;
mod watch;

pub use close::close_chat_session;
pub use list::{ChatSessionFilter, list_chat_sessions};
pub use open::{Opening, open};
pub use watch::{unwatch, watch};
