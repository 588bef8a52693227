//! What needs a system of its own, in this process: other options, a failing table, lists of everything there is. Modules
//! mirror the routes, as in `api`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod activity;
mod admin_agents;
mod agents;
mod auto_assign;
mod captcha;
mod chat_rooms;
mod errors;
mod faults;
mod files;
mod health;
mod messages;
mod notifications;
mod paging;
mod races;
mod room_life;
mod settings;
mod users;
mod visitors;
mod webhooks;
mod websocket;
