//! Secrets in AWS Secrets Manager: the signing keys, and those that admins set; the only code that sees its SDK.
//!
//! Secrets Manager labels a secret's versions: a new value becomes `AWSCURRENT`, and the one before `AWSPREVIOUS`. So a
//! rotation is one `put-secret-value`, and tokens signed by the previous key stay valid.

mod desk;

use aws_sdk_secretsmanager::{Client, config::timeout::TimeoutConfig, error::ProvideErrorMetadata};
use chrono::Duration;
use uuid::Uuid;

pub use desk::{DeskSecrets, SecretKind, SecretText};

use crate::{
    config::{ConfigError, SecretKey},
    time::Timestamp,
};

/// Age at which a key begins to sign. Longer than the interval at which an instance looks up an unknown key of a token
/// ([`Tokens`](crate::tokens::Tokens) reads every 10 s), so that no instance refuses another's tokens.
const TAKES_OVER: Duration = Duration::seconds(30);
/// Timeout of one attempt to read or put the secret, and of all attempts.
const ATTEMPT: std::time::Duration = std::time::Duration::from_secs(1);
const READ_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(3);

/// The secret with the keys that sign tokens.
#[derive(Clone, Debug)]
pub struct Secret {
    client: Client,
    arn: String,
}

/// A secret that can't be read or stored, or an invalid key.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// A refusal of the service, or no answer.
    #[error("the secret could not be read: {0}")]
    Unreadable(String),
    /// The same for a new version.
    #[error("the secret could not be stored: {0}")]
    NotStored(String),
    /// The secret has no text.
    #[error("the secret's present version has no text")]
    Empty,
    /// The text is too short for a key.
    #[error(transparent)]
    Unusable(#[from] ConfigError),
}

/// The keys in a secret that sign tokens.
pub struct SecretKeys {
    /// The current key.
    pub current: SecretKey,
    /// The previous key, if the secret was rotated, and the time until which it signs.
    pub previous: Option<(SecretKey, Timestamp)>,
}

impl Secret {
    /// Opens the secret with this ARN.
    pub fn new(sdk: &aws_config::SdkConfig, arn: impl Into<String>) -> Self {
        Self::at(sdk, arn, None)
    }

    /// Opens the secret with this ARN in the service at `endpoint`, if that isn't the SDK's default.
    pub fn at(sdk: &aws_config::SdkConfig, arn: impl Into<String>, endpoint: Option<&str>) -> Self {
        let timeouts =
            TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(READ_TIMEOUT).build();
        let mut config = aws_sdk_secretsmanager::config::Builder::from(sdk).timeout_config(timeouts);
        if let Some(endpoint) = endpoint {
            config = config.endpoint_url(endpoint);
        }
        Self { client: Client::from_conf(config.build()), arn: arn.into() }
    }

    /// Reads the current key and the previous one.
    ///
    /// # Errors
    /// An unreadable secret or an invalid key.
    pub async fn keys(&self) -> Result<SecretKeys, SecretError> {
        // Sequentially: if the secret is rotated in between, both are the same key, never an older one.
        let (current, made_at) = self.version("AWSCURRENT").await?.ok_or(SecretError::Empty)?;
        let previous = match self.version("AWSPREVIOUS").await {
            Ok(previous) => previous,
            // An invalid value that was corrected since.
            Err(SecretError::Unusable(error)) => {
                tracing::warn!(%error, "malformed previous signing key, ignored");
                None
            }
            Err(error) => return Err(error),
        };
        let previous = previous.map(|(previous, _)| (previous, made_at.after(TAKES_OVER)));
        Ok(SecretKeys { current, previous })
    }

    /// Reads the current text, for a secret that isn't a signing key.
    ///
    /// # Errors
    /// An unreadable or empty secret.
    pub async fn text(&self) -> Result<String, SecretError> {
        let version = self.client.get_secret_value().secret_id(&self.arn).send().await;
        version.map_err(|error| SecretError::Unreadable(reason(&error)))?.secret_string.ok_or(SecretError::Empty)
    }

    /// Reads the text of the version with this id.
    async fn text_of(&self, version_id: Uuid) -> Result<String, SecretError> {
        let request = self.client.get_secret_value().secret_id(&self.arn).version_id(version_id);
        let version = request.send().await.map_err(|error| SecretError::Unreadable(reason(&error)))?;
        version.secret_string.ok_or(SecretError::Empty)
    }

    /// Stores a text as a new version with this id, which the label moves to. Repeated, it does nothing.
    async fn put(&self, version_id: Uuid, label: &str, text: &str) -> Result<(), SecretError> {
        let request = self.client.put_secret_value().secret_id(&self.arn).secret_string(text);
        let request = request.client_request_token(version_id).version_stages(label);
        request.send().await.map_err(|error| SecretError::NotStored(reason(&error)))?;
        Ok(())
    }

    async fn version(&self, stage: &str) -> Result<Option<(SecretKey, Timestamp)>, SecretError> {
        let request = self.client.get_secret_value().secret_id(&self.arn).version_stage(stage);
        match request.send().await {
            Ok(version) => {
                let made_at = version.created_date.and_then(|time| Timestamp::from_unix(time.secs()));
                let key = version.secret_string.map(SecretKey::new).transpose()?;
                Ok(key.map(|key| (key, made_at.unwrap_or_else(Timestamp::now))))
            }
            // A secret that was never rotated has no previous version.
            Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_not_found_exception()) => {
                Ok(None)
            }
            Err(error) => Err(SecretError::Unreadable(reason(&error))),
        }
    }
}

/// Reason of a failed request. Not its whole context, which could contain an unparsable answer, with the secret.
fn reason(error: &(impl ProvideErrorMetadata + std::fmt::Display)) -> String {
    format!("{error}, {}", error.code().unwrap_or("no code"))
}
