//! `/api/users/…`

mod administration;
mod list;
mod me;
mod update_status;
