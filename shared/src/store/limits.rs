//! Limits that several operations check.

/// Longest content of a message, in characters.
pub const CONTENT_LIMIT: usize = 10_000;
/// Largest capacity that an admin can give an agent, in chats.
pub const MAX_CAPACITY: usize = 1_000;
/// Maximum number of webhooks: each message can mean a delivery to all of them.
pub const MAX_WEBHOOKS: usize = 20;
/// Length of a ticket in characters: about 190 bits.
pub const TICKET_LENGTH: usize = 32;
