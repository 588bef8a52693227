//! Simulations of the whole system: that they are what they claim to be – repeatable, and with faults that do what
//! their names say.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod desk;
mod desk_day;
mod files;
mod functions;
mod hours;
mod mail;
mod network;
mod proof;
mod pushes;
mod repeatable;
mod rooms;
mod routing;
mod support;
mod table;
mod told;
mod web_push;
mod webhooks;
