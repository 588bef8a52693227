//! The contract, endpoint by endpoint, through HTTP and WebSocket only, on any system and whoever else uses it. Modules
//! mirror the routes.

mod activity;
mod admin_agents;
mod agents;
mod audit;
mod auth;
mod blocks;
mod canned_responses;
mod chat_rooms;
mod chat_sessions;
mod compatibility;
mod document;
mod errors;
mod faq;
mod files;
mod greetings;
mod health;
mod messages;
mod notifications;
mod paging;
mod permissions;
mod races;
mod reference_client;
mod replay;
mod reports;
mod settings;
mod users;
mod visitors;
mod web;
mod webhooks;
mod websocket;
