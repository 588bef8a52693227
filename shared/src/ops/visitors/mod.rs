//! Visitors: users without an account. They start a pre-chat with a message, complete it with their name and address
//! (or an identity token of the site), and are guests of that one room from then on.

mod complete;
mod identity;
mod start;

pub use complete::{Guest, Profile, complete_chat};
pub use start::{find_started, start_chat};
