//! `/api/chat-rooms/…`

mod list;
