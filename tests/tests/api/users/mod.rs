//! `/api/users/…`

mod list;
mod me;
mod update_status;
