//! Visitors: people who chat without an account. They start a chat by a message, complete it by saying who they are – or by
//! a word of the site that knows them – and are a guest of that one room from then on.

mod complete;
mod identity;
mod start;

pub use complete::{Guest, Profile, complete_chat};
pub use start::{find_started, start_chat};
