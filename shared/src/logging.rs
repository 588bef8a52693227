//! Logs of a Lambda function: JSON lines on stdout, from where CloudWatch takes them.

use std::io::stdout;

use tracing_subscriber::{Registry, filter::Targets, fmt, layer::SubscriberExt};

use crate::config::optional;

/// Sets up logging as `RUST_LOG` says, such as `info` or `warn,shared=debug`. The form is that of targets and levels
/// only: filters by span would bring a regex engine into every function.
pub fn init() {
    let filter: Targets = optional("RUST_LOG").and_then(|filter| filter.parse().ok()).unwrap_or_default();
    // CloudWatch adds its own time.
    let lines = fmt::layer().json().with_writer(stdout).with_ansi(false).without_time();
    // Fails only where logging is set up already, and then there is nothing left to do.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(lines).with(filter));
}
