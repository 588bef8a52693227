//! `/api/messages/…`

mod bulk;
mod create;
mod edit;
mod list;
mod read;
