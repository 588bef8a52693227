//! `/api/agents/…`

mod list;
mod toggle_availability;
