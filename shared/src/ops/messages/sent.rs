//! A message after it was sent.

use crate::{
    State,
    http::CreatedOnce,
    model::{Head, Message},
    views::MessageView,
};

/// A stored message.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Message.
    pub message: Message,
    /// Head of the room after the message.
    pub head: Head,
    /// `false` if an earlier attempt had stored it already.
    pub is_new: bool,
}

impl Sent {
    /// 201 with the message, or 200 if an earlier attempt had stored it already.
    pub fn answer(&self, state: &State) -> CreatedOnce<MessageView> {
        CreatedOnce { is_new: self.is_new, created: MessageView::new(&self.message, &self.head, state.files.links()) }
    }
}
