//! The domain operations, one verb each: what a request of whatever kind sets in motion.
//!
//! An operation reads what it needs, decides, writes once – one conditional write or one transaction – and tells those
//! concerned. It trusts the identity it is given and checks everything else.

pub mod activity;
pub mod agents;
pub mod audit;
pub mod canned_responses;
pub mod connections;
pub mod messages;
mod notes;
pub mod notifications;
mod places;
pub mod presence;
mod race;
mod recipients;
pub mod report;
pub mod rooms;
mod routing;
pub mod sessions;
pub mod settings;
pub mod sweep;
pub mod sync;
mod throttle;
pub mod uploads;
pub mod users;
pub mod visitors;
pub mod webhooks;

pub use recipients::Recipients;
