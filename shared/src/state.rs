//! Shared state of the handlers: the table, the pushes, the tokens and the settings.

use std::sync::Arc;

use crate::{
    ApiError,
    captcha::Captcha,
    config::{Config, ConfigError, DeployedSecrets, optional, required},
    files::{Files, FilesError},
    model::{Desk, DeskFigures, Greeting},
    pace::Paces,
    passwords::Passwords,
    push::Push,
    sdk::sdk_config,
    secret::{DeskSecrets, Secret, SecretError},
    store::{KnownDesk, read_desk, read_desk_figures, read_greetings},
    table::{Read, Table},
    tokens::Tokens,
};

/// Shared by all requests of a process; cloning is cheap.
#[derive(Clone, Debug)]
pub struct State {
    /// The table.
    pub table: Table,
    /// Pushes to connections.
    pub push: Push,
    /// The bucket.
    pub files: Files,
    /// Issues and verifies tokens.
    pub tokens: Tokens,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Verifies captchas.
    pub captcha: Captcha,
    /// Rate limits within this process.
    pub pace: Paces,
    /// Secrets that admins set.
    pub desk_secrets: DeskSecrets,
    /// The settings.
    pub config: Arc<Config>,
    /// Settings and figures of the desk, as this process last read them.
    pub known_desk: KnownDesk,
}

/// Reason why a function can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A missing or invalid setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No signing keys.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// An unusable bucket.
    #[error(transparent)]
    Files(#[from] FilesError),
}

impl State {
    /// Builds the state with these settings, with clients of AWS (or an emulation) from `sdk`.
    ///
    /// # Errors
    /// No credentials to sign the URLs of files with.
    pub async fn new(config: Config, tokens: Tokens, sdk: &aws_config::SdkConfig) -> Result<Self, FilesError> {
        let endpoint = config.desk_secrets_endpoint.as_deref();
        let desk_secrets = config.desk_secrets.as_ref().map(|arn| Secret::at(sdk, arn, endpoint));
        Ok(Self {
            files: Files::new(sdk, &config).await?,
            table: Table::new(sdk, &config.table_name),
            push: Push::new(sdk, &config),
            tokens,
            passwords: Passwords::default(),
            captcha: Captcha::default(),
            pace: Paces::default(),
            desk_secrets: DeskSecrets::new(desk_secrets),
            config: Arc::new(config),
            known_desk: KnownDesk::default(),
        })
    }

    /// Builds the state of a Lambda function: settings from the environment, signing keys read, and the connection to
    /// the table open, because TLS handshakes are fastest during init, where the CPU isn't throttled.
    ///
    /// # Errors
    /// A missing or invalid setting, or unreadable keys or credentials.
    pub async fn from_env() -> Result<Self, StartError> {
        let sdk = sdk_config().await?;
        let table = Table::new(&sdk, required("TABLE_NAME")?);
        let (tokens, secrets, ()) = tokio::join!(Tokens::from_env(&sdk), deployed_secrets(&sdk), table.connect());
        let config = Config::with_secrets(secrets?)?;
        Ok(Self { table, ..Self::new(config, tokens?, &sdk).await? })
    }

    /// The desk's settings that admins change, as of some seconds ago.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn desk(&self) -> Result<Arc<Desk>, ApiError> {
        self.known_desk.settings.get(read_desk(&self.table, &self.config.desk, Read::Eventual)).await
    }

    /// Forgets the desk's settings, which this process has just changed.
    pub async fn forget_desk(&self) {
        self.known_desk.settings.forget().await;
    }

    /// All greetings, as of some seconds ago.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn greetings(&self) -> Result<Arc<Vec<Greeting>>, ApiError> {
        self.known_desk.greetings.get(read_greetings(&self.table)).await
    }

    /// The desk's figures, as of some seconds ago.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn desk_figures(&self) -> Result<Arc<DeskFigures>, ApiError> {
        let desk = self.desk().await?;
        self.known_desk.figures.get(read_desk_figures(&self.table, &desk.routing)).await
    }
}

/// Reads the secrets that are configured for this function.
async fn deployed_secrets(sdk: &aws_config::SdkConfig) -> Result<DeployedSecrets, SecretError> {
    let text = async |name| match optional(name) {
        Some(arn) => Secret::new(sdk, arn).text().await.map(Some),
        None => Ok(None),
    };
    let (identity, captcha) = tokio::try_join!(text("IDENTITY_SECRET_ARN"), text("CAPTCHA_SECRET_ARN"))?;
    Ok(DeployedSecrets { identity, captcha })
}
