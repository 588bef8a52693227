//! `/api/agents/…`

mod available;
mod list;
