//! `/api/messages/…`

mod list;
