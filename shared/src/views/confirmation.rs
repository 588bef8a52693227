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
