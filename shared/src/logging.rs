//! Logs of a Lambda function: JSON lines on stdout, from where CloudWatch takes them.

use std::io::stdout;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, Registry,
    filter::{FilterExt, Targets},
    fmt,
    layer::SubscriberExt,
};

use crate::config::optional;

/// Our own crates, and what they log under. What others log in more detail than `info` holds requests, items and frames as
/// they are, with passwords, tokens and messages.
const OWN: [&str; 19] = [
    "agents",
    "auth",
    "canned_responses",
    "chat_rooms",
    "client",
    "health",
    "local",
    "messages",
    "notifications",
    "reports",
    "security",
    "shared",
    "tower_http",
    "users",
    "visitors",
    "web",
    "webhooks",
    "websocket",
    "worker",
];

/// Whatever is asked for, of others no more than `info`.
pub fn discreet() -> Targets {
    Targets::new().with_default(LevelFilter::INFO).with_targets(OWN.map(|target| (target, LevelFilter::TRACE)))
}

/// Sets up logging as `RUST_LOG` says, such as `info` or `warn,shared=debug`. The form is that of targets and levels
/// only: filters by span would bring a regex engine into every function.
pub fn init() {
    let asked = optional("RUST_LOG").and_then(|filter| filter.parse().ok());
    let asked: Targets = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let lines = fmt::layer().json().with_writer(stdout).with_ansi(false).with_filter(asked.and(discreet()));
    // Fails only where logging is set up already, and then there is nothing left to do.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(lines));
}
