//! `/api/chat-rooms/…`

mod assign_agent;
mod close;
mod create;
mod desk;
mod list;
mod messages;
mod notes;
mod rate;
mod reopen;
mod resolve;
mod retrieve;
mod take_chat;
mod transcript;
mod transfer_chat;
mod unassign_agent;
mod update;
