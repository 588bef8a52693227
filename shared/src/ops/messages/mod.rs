//! Messages: sending, editing, reading.

mod append;
mod draft;
mod edit;
mod find;
mod history;
mod inbox;
mod read;
mod remind;
mod send;
mod sent;
mod transcript;
mod unread;
mod versions;

pub use draft::{Draft, DraftFile, NewMessage};
pub use edit::{MessageEdit, edit_message};
pub use find::{Found, find_message};
pub use history::{history_after, latest_messages, list_messages, messages_after};
pub use inbox::{InboxStart, list_inbox};
pub use read::{mark_bulk_read, mark_chat_read, mark_read, mark_unread, read_up_to};
pub use send::send_message;
pub use sent::Sent;
pub(super) use transcript::newest_messages;
pub use transcript::{Transcript, transcript};
pub use unread::{count_unread, recent_chats};
pub use versions::{MessageVersion, list_versions};
