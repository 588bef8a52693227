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

/// What others log in more detail than this holds requests as they are, with passwords and tokens.
const FOREIGN: [&str; 5] = ["aws", "h2", "hyper", "lambda", "rustls"];

/// Sets up logging as `RUST_LOG` says, such as `info` or `warn,shared=debug`. The form is that of targets and levels
/// only: filters by span would bring a regex engine into every function.
pub fn init() {
    let asked = optional("RUST_LOG").and_then(|filter| filter.parse().ok());
    let asked: Targets = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let foreign = FOREIGN.map(|target| (target, LevelFilter::INFO));
    let discreet = Targets::new().with_default(LevelFilter::TRACE).with_targets(foreign);
    let lines = fmt::layer().json().with_writer(stdout).with_ansi(false).with_filter(asked.and(discreet));
    // Fails only where logging is set up already, and then there is nothing left to do.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(lines));
}
