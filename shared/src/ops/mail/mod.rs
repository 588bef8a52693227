//! Mail to customers about messages that they haven't seen.
//!
//! [`schedule_mails`] stores a mail with the agent's message that causes it, as the table's stream brings it.
//! [`attempt_mail`] decides, once it is due, what it covers and whether it is still needed, and hands it over. The link
//! in it leads back to the room.

mod attempt;
mod content;
mod decide;
mod link;
mod list;
mod schedule;

pub use attempt::{attempt_mail, queue_pending};
pub use link::{RESUMES, opt_out, resume_chat};
pub use list::{get_mail, list_mails};
pub use schedule::schedule_mails;
