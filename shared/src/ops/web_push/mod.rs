//! Web push: what users are told in their browsers while they aren't looking.
//!
//! As a mail, a web push follows from the log of its room: [`schedule_pushes`] stores one for each user who is to hear of
//! an entry, as the table's stream brings it, and [`attempt_push`] decides whether its user is looking, and hands it to
//! the push services of their browsers. There is one for each room and user, so that an entry that comes twice is pushed
//! once, and a later one takes an earlier one's place – here, at the push service, and on the screen.

mod attempt;
mod decide;
mod request;
mod schedule;
mod subscribe;
mod subscriptions;

pub use attempt::{attempt_push, queue_pending};
pub use schedule::schedule_pushes;
pub use subscribe::{NewPushSubscription, SUBSCRIBE_REQUESTS, subscribe, unsubscribe};
