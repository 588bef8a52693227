//! Look-ups, limits and lists that several operations share. Nothing here decides or publishes anything.
//!
//! One file per entity. Every function takes the [`Table`](crate::table::Table) and returns entities; who may see them
//! is checked where the rule is the same for all callers ([`read_room`]).

mod agents;
mod blocks;
mod chat_sessions;
mod counters;
mod desk;
mod known;
mod limits;
mod log;
mod mail;
mod places;
mod push_key;
mod rooms;
mod sessions;
mod throttle;
mod users;

pub use agents::all_agents;
pub use blocks::{is_blocked, refuse_blocked};
pub use chat_sessions::chat_sessions_of;
pub use counters::next_id;
pub use desk::{KnownDesk, MAX_GREETINGS, is_attended, read_desk, read_desk_figures, read_greetings};
pub use limits::{CONTENT_LIMIT, MAX_CAPACITY, MAX_WEBHOOKS, TICKET_LENGTH};
pub use log::{LogTail, Lookback, find_head, find_heads, head_now};
pub use mail::{find_mail, newest_mails_of};
pub use places::Places;
pub use push_key::push_key;
pub use rooms::{active_rooms_of, assemble_rooms, complete_room, ended_rooms_of, open_rooms_of, read_room, rooms_of};
pub use sessions::sessions_of;
pub use throttle::Throttle;
pub use users::{find_user_by_email, get_user};
