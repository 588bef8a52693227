//! Logs of a Lambda function: JSON lines on stdout, which Lambda sends to CloudWatch.

use std::io::stdout;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, Registry,
    filter::{FilterExt, Targets},
    fmt,
    layer::SubscriberExt,
};

use crate::config::optional;

/// Targets of our own crates. Libraries log requests, items and frames below `info`, with passwords, tokens and
/// messages.
const OWN: [&str; 20] = [
    "agents",
    "answered",
    "auth",
    "chat_rooms",
    "client",
    "content",
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

/// Limits libraries to `info`, whatever `RUST_LOG` says.
pub fn discreet() -> Targets {
    Targets::new().with_default(LevelFilter::INFO).with_targets(OWN.map(|target| (target, LevelFilter::TRACE)))
}

/// Sets up logging by `RUST_LOG`, such as `info` or `warn,shared=debug`. Only targets and levels are supported: filters
/// by span would add a regex engine to every function.
pub fn init() {
    let asked = optional("RUST_LOG").and_then(|filter| filter.parse().ok());
    let asked: Targets = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let lines = fmt::layer().json().with_writer(stdout).with_ansi(false).with_filter(asked.and(discreet()));
    // Fails only if logging is set up already, which is fine.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(lines));
}
