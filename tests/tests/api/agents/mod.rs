//! `/api/agents/…`

mod available;
mod list;
mod toggle_availability;
