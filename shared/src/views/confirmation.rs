//! Answers that only confirm what was done.

use serde::Serialize;
use utoipa::ToSchema;

/// Confirmation in words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Confirmation {
    /// Confirmation, for people.
    pub message: &'static str,
}

/// Confirmation of what was marked as read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MarkedCount {
    /// Always `true`.
    success: bool,
    /// Confirmation, for people.
    message: String,
    /// Number of items that were unread before.
    updated_count: u64,
}

impl MarkedCount {
    /// `count` of `items`, such as "messages", were marked.
    pub fn new(count: u64, items: &str) -> Self {
        Self { success: true, message: format!("{count} {items} marked as read"), updated_count: count }
    }
}

/// Answer to somebody who asks for a mail.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailRequest {
    /// `false` if the desk sends no mail at all.
    success: bool,
    /// Next step, for people.
    message: &'static str,
}

impl MailRequest {
    /// About a link to choose a new password; the same whether or not anybody has the address.
    pub fn password_reset(is_on_its_way: bool) -> Self {
        let message = if is_on_its_way {
            "If there’s an account with this address, an email with a link is on its way."
        } else {
            "This desk doesn’t send email yet. Ask an admin to set a new password for you."
        };
        Self { success: is_on_its_way, message }
    }

    /// About a transcript.
    pub fn transcript(is_on_its_way: bool) -> Self {
        let message =
            if is_on_its_way { "The transcript is on its way." } else { "This desk doesn’t send email yet." };
        Self { success: is_on_its_way, message }
    }
}
