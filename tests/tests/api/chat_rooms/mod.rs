//! `/api/chat-rooms/…`

mod assign_agent;
mod close;
mod create;
mod list;
mod messages;
mod resolve;
mod retrieve;
mod update;
