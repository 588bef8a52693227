//! Visitors: users without an account. They start a pre-chat with a message, complete it with their name and address
//! (or an identity token of the site), and are guests of that one room from then on.

mod complete;
mod contact;
mod identity;
mod start;

pub use complete::{CAPTCHA_TRIES, Guest, Profile, complete_chat};
pub use contact::{CONTACT_EDITS, ContactEdit, edit_contact};
pub use start::{FirstMessage, find_started, start_chat};

/// Longest name, in characters.
const NAME_LIMIT: usize = 150;
