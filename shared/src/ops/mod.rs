//! The domain operations, one verb each, for requests of every kind.
//!
//! An operation reads what it needs, decides, writes once (one conditional write or one transaction) and publishes the
//! event. It trusts the identity of its caller and checks everything else.

pub mod activity;
pub mod agents;
pub mod anonymous;
mod attempts;
pub mod audit;
pub mod blocks;
pub mod canned_responses;
pub mod chat_sessions;
pub mod desk;
mod effects;
pub mod faq;
pub mod greetings;
pub mod mail;
pub mod messages;
mod new_password;
pub mod notification_settings;
mod notification_texts;
pub mod notifications;
pub mod outbound;
pub mod presence;
pub mod publish;
mod race;
pub mod report;
mod room_change;
pub mod rooms;
mod routing;
pub mod sessions;
pub mod settings;
pub mod sweep;
pub mod sync;
pub mod uploads;
pub mod users;
pub mod visitors;
pub mod web_push;
pub mod webhooks;

pub use publish::Recipients;
