//! `/api/messages/…`

mod create;
mod edit;
mod list;
mod read;
