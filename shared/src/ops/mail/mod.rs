//! Mail: to customers about messages that they haven't seen, to agents about chats that need them, to users about their
//! accounts; transcripts, and reports.
//!
//! A mail is stored with its cause: [`schedule_mails`] stores one with the agent's message that causes it, as the table's
//! stream brings it, and one with the first cause in an agent's digest; an operation stores any other in its own
//! transaction, and [`queue_mails`] queues it as the stream brings it. [`attempt_mail`] decides, once it is due, what it
//! covers and whether it is still needed, and hands it over. The link in it leads back to the room, or to the page for
//! accounts. An answer to it becomes a message by [`receive_answer`].

mod account;
mod attempt;
mod content;
mod decide;
mod digest;
mod letter;
mod link;
mod list;
mod receive;
mod received;
mod report;
mod request;
mod schedule;
mod stop;
mod transcript;
mod unseen;

pub(in crate::ops) use account::{linked_user, notice, password_notice};
pub use attempt::{attempt_mail, queue_mails, queue_pending};
pub(in crate::ops) use digest::hasten_digest;
pub(in crate::ops) use link::expired_link;
pub use link::{LinkToken, RESUMES, opt_out, resume_chat};
pub use list::{get_mail, list_mails};
pub use receive::{Answer, AnswerFile, count_received, receive_answer};
pub use received::{list_received, received_counts};
pub(in crate::ops) use report::mail_reports;
pub use request::REQUESTED_MAIL_LIMITS;
pub(in crate::ops) use request::count_requested_mail;
pub use schedule::schedule_mails;
pub use stop::{allow_address, list_stopped, stop_addresses};
pub use transcript::{TranscriptRequest, request_transcript};
