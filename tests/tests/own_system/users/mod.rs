//! `/api/users/…`

mod list;
