//! Variables of the environment.

use std::env;

/// A missing or invalid setting, with a text for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    /// Name of the setting.
    pub name: &'static str,
    /// The problem, as the end of a sentence.
    pub problem: String,
}

/// Reads a required variable of the environment.
///
/// # Errors
/// A missing or empty variable.
pub fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name).ok_or_else(|| ConfigError { name, problem: "is not set".into() })
}

/// Reads a variable of the environment; empty means none.
pub fn optional(name: &'static str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}

/// Reads a variable of the environment, even if it is empty.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}
