//! Tests that need a system of their own, in this process: other options, a failing table, lists of everything there
//! is. Modules mirror the routes, as in `api`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod abuse;
mod account_mail;
mod activity;
mod admin_agents;
mod agents;
mod answers;
mod auto_assign;
mod auto_reply;
mod big_texts;
mod blocks;
mod browsers;
mod captcha;
mod chat_rooms;
mod conformance;
mod desk;
mod errors;
mod faults;
mod files;
mod greetings;
mod health;
mod identity;
mod leaving;
mod logo;
mod mail;
mod messages;
mod names;
mod notifications;
mod notified;
mod paging;
mod privacy;
mod races;
mod received_mail;
mod reopening;
mod room_state_machine;
mod routing;
mod secrets;
mod settings;
mod sign_in;
mod staff_mail;
mod texts;
mod throttled;
mod users;
mod visitors;
mod web_push;
mod webhooks;
mod websocket;
