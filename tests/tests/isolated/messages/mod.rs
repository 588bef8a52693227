//! `/api/messages/…`

mod list;
mod retry;
