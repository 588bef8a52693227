//! What a handler works with: the table, the pushes, the tokens and the settings.

use std::sync::Arc;

use crate::{
    auth::{Passwords, Tokens},
    captcha::Captcha,
    config::{Config, ConfigError, DeskSecrets, optional, required},
    files::{Files, FilesError},
    ops::webhooks::KnownWebhooks,
    pace::Paces,
    push::Push,
    queue::Queue,
    secret::{Secret, SecretError},
    table::Table,
};

/// Shared by all requests of a process; cloning is cheap.
#[derive(Clone, Debug)]
pub struct State {
    /// The table.
    pub table: Table,
    /// Where events are posted.
    pub push: Push,
    /// The bucket.
    pub files: Files,
    /// Makes and checks tokens.
    pub tokens: Tokens,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Asks whether somebody is a person.
    pub captcha: Captcha,
    /// How often things were done lately, as far as this process knows.
    pub pace: Paces,
    /// Where deliveries to webhooks wait.
    pub queue: Queue,
    /// The webhooks.
    pub webhooks: KnownWebhooks,
    /// The settings.
    pub config: Arc<Config>,
}

/// Why a function can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing or can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There are no keys to sign with.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The bucket can't be used.
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl State {
    /// The state with these settings, reaching AWS (or what stands in for it) by `sdk`.
    ///
    /// # Errors
    /// When there is nothing to sign the addresses of files with.
    pub async fn new(config: Config, tokens: Tokens, sdk: &aws_config::SdkConfig) -> Result<Self, FilesError> {
        Ok(Self {
            files: Files::new(sdk, &config).await?,
            table: Table::new(sdk, &config.table_name),
            push: Push::new(sdk, &config),
            queue: Queue::new(sdk, &config),
            webhooks: KnownWebhooks::default(),
            tokens,
            passwords: Passwords::default(),
            captcha: Captcha::default(),
            pace: Paces::default(),
            config: Arc::new(config),
        })
    }

    /// The state of a Lambda function: settings from the environment, the keys at hand, and the connection to the
    /// table open – TLS handshakes are cheapest during init, where the CPU isn't throttled.
    ///
    /// # Errors
    /// When a setting is missing or can't be used, or the keys or credentials can't be read.
    pub async fn from_env() -> Result<Self, StartError> {
        let sdk = aws_config::load_from_env().await;
        let table = Table::new(&sdk, required("TABLE_NAME")?);
        let (tokens, secrets, ()) = tokio::join!(Tokens::from_env(&sdk), desk_secrets(&sdk), table.connect());
        let config = Config::with_secrets(secrets?)?;
        Ok(Self { table, ..Self::new(config, tokens?, &sdk).await? })
    }
}

/// The secrets that this function may read, if there are any.
async fn desk_secrets(sdk: &aws_config::SdkConfig) -> Result<DeskSecrets, SecretError> {
    let text = async |name| match optional(name) {
        Some(arn) => Secret::new(sdk, arn).text().await.map(Some),
        None => Ok(None),
    };
    let (identity, captcha) = tokio::try_join!(text("IDENTITY_SECRET_ARN"), text("CAPTCHA_SECRET_ARN"))?;
    Ok(DeskSecrets { identity, captcha })
}
