//! Messages: sending, editing, reading.

mod draft;
mod edit;
mod find;
mod history;
mod inbox;
mod read;
mod send;

pub use draft::{CONTENT_LIMIT, Draft};
pub use edit::{Edit, edit_message};
pub use find::{Found, find_message};
pub use history::{latest_messages, Happened, history_after, list_messages, messages_after};
pub use inbox::list_inbox;
pub use read::{mark_read, mark_unread, read_up_to};
pub use send::{Sent, send_message};
