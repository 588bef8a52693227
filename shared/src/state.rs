//! What a handler works with: the table, the pushes, the tokens and the settings.

use std::sync::Arc;

use crate::{
    auth::Tokens,
    config::{Config, ConfigError},
    push::Push,
    table::{Key, Read, Table},
};

/// Shared by all requests of a process; cloning is cheap.
#[derive(Clone, Debug)]
pub struct State {
    /// The table.
    pub table: Table,
    /// Where events are posted.
    pub push: Push,
    /// Makes and checks tokens.
    pub tokens: Tokens,
    /// The settings.
    pub config: Arc<Config>,
}

impl State {
    /// The state with these settings, reaching AWS (or what stands in for it) by `sdk`.
    pub fn new(config: Config, sdk: &aws_config::SdkConfig) -> Self {
        Self {
            table: Table::new(sdk, &config.table_name),
            push: Push::new(sdk, &config),
            tokens: Tokens::new(&config.secret_key),
            config: Arc::new(config),
        }
    }

    /// The state of a Lambda function: logging set up, settings from the environment, and the connection to the table
    /// open – its TLS handshake is cheapest during init, where the CPU isn't throttled.
    ///
    /// # Errors
    /// When a setting is missing or can't be used.
    pub async fn from_env() -> Result<Self, ConfigError> {
        tracing_subscriber::fmt()
            .json()
            .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
            .with_current_span(true)
            .with_ansi(false)
            .without_time() // CloudWatch adds its own
            .init();
        let config = Config::from_env()?;
        let state = Self::new(config, &aws_config::load_from_env().await);
        if !state.is_table_within_reach().await {
            tracing::warn!("the table did not answer during init");
        }
        Ok(state)
    }

    /// Whether the table answers: one cheap read of an item that need not exist.
    pub async fn is_table_within_reach(&self) -> bool {
        self.table.get::<serde::de::IgnoredAny>(&Key::counter("health"), Read::Eventual).await.is_ok()
    }
}
