//! Settings, read once at start. Their names are those of the variables in template.yaml and `.env.example`.

mod captcha;
mod desk;
mod environment;
mod limits;
mod origins;
mod proxies;
mod secret_key;
mod setting;
mod web;

pub use captcha::{CaptchaSecret, CaptchaSettings};
pub use desk::{DeskSettings, minutes};
pub use environment::{ConfigError, optional, required};
pub use limits::{Limit, Limits};
pub use origins::AllowedOrigins;
pub use proxies::TrustedProxies;
pub use secret_key::SecretKey;
pub use setting::{Declaration, Kind};
pub use web::{SECURE_SCHEME, WebSettings};

use captcha::GivenCaptcha;
use environment::variable;

/// Settings of a deployment or a local run, except the signing keys: see
/// [`Tokens::from_env`](crate::tokens::Tokens::from_env).
#[derive(Clone, Debug)]
pub struct Config {
    /// `TABLE_NAME`: the DynamoDB table.
    pub table_name: String,
    /// Settings for browsers.
    pub web: WebSettings,
    /// Settings of the desk.
    pub desk: DeskSettings,
    /// `WEBSOCKET_URL`: URL of WebSocket connections, such as `wss://chat.example.com`.
    pub websocket_url: String,
    /// `MANAGEMENT_ENDPOINT`: endpoint for pushes, without the `/@connections` part.
    pub management_endpoint: String,
    /// `FILES_BUCKET`: the bucket of attachments and avatars.
    pub files_bucket: String,
    /// `FILES_URL`: origin of downloads, such as `https://files.example.com`, if not the bucket's own.
    pub files_url: Option<String>,
    /// `UPLOADS_URL`: origin of uploads, if not the bucket's own.
    pub uploads_url: Option<String>,
    /// Endpoint of the bucket's service, if not the SDK's default.
    pub files_endpoint: Option<String>,
    /// `DESK_SECRETS_ARN`: the secret with what admins set, of a function that needs it.
    pub desk_secrets: Option<String>,
    /// Endpoint of its service, if not the SDK's default.
    pub desk_secrets_endpoint: Option<String>,
}

/// Secrets that a function reads from Secrets Manager instead of its environment, which more users can see.
#[derive(Default)]
pub struct DeployedSecrets {
    /// Secret `IDENTITY_SECRET_ARN`: replaces `IDENTITY_SECRET`.
    pub identity: Option<String>,
    /// Secret `CAPTCHA_SECRET_ARN`: replaces `CAPTCHA_SECRET`.
    pub captcha: Option<String>,
}

impl Config {
    /// Reads the settings of a function from its environment.
    ///
    /// # Errors
    /// The first missing or invalid setting.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::with_secrets(DeployedSecrets::default())
    }

    /// The same, with secrets from outside the environment.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn with_secrets(secrets: DeployedSecrets) -> Result<Self, ConfigError> {
        let source = |name: &str| match name {
            "IDENTITY_SECRET" => secrets.identity.clone().or_else(|| variable(name)),
            "CAPTCHA_SECRET" => secrets.captcha.clone().or_else(|| variable(name)),
            _ => variable(name),
        };
        let (web, desk) = read(&source)?;
        Ok(Self {
            table_name: required("TABLE_NAME")?,
            web,
            desk,
            websocket_url: required("WEBSOCKET_URL")?,
            management_endpoint: required("MANAGEMENT_ENDPOINT")?,
            files_bucket: required("FILES_BUCKET")?,
            files_url: optional("FILES_URL"),
            uploads_url: optional("UPLOADS_URL"),
            files_endpoint: None,
            desk_secrets: optional("DESK_SECRETS_ARN"),
            desk_secrets_endpoint: None,
        })
    }
}

/// Declarations of all settings of an operator, in display order.
pub fn declarations() -> Vec<Declaration> {
    values(&WebSettings::default(), &DeskSettings::default()).into_iter().map(|(declaration, _)| declaration).collect()
}

/// All settings with their values as text, empty if not set. Includes secrets.
pub fn values(web: &WebSettings, desk: &DeskSettings) -> Vec<(Declaration, String)> {
    let captcha = &GivenCaptcha::from(desk.captcha.as_ref());
    let of_desk = DeskSettings::SETTINGS.into_iter().map(|setting| (setting.declaration, (setting.get)(desk)));
    let of_web = WebSettings::SETTINGS.into_iter().map(|setting| (setting.declaration, (setting.get)(web)));
    let of_captcha = GivenCaptcha::SETTINGS.into_iter().map(|setting| (setting.declaration, (setting.get)(captcha)));
    of_desk.chain(of_web).chain(of_captcha).chain(desk.limits.values()).collect()
}

/// Reads all settings from a source of texts by name.
///
/// # Errors
/// The first invalid setting.
pub fn read(source: &dyn Fn(&str) -> Option<String>) -> Result<(WebSettings, DeskSettings), ConfigError> {
    Ok((WebSettings::read(source)?, DeskSettings::read(source)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_default_can_be_read() -> Result<(), ConfigError> {
        let (web, desk) = read(&|_| None)?;
        for (declaration, value) in values(&web, &desk) {
            if declaration.name == "VISITOR_CHATS_PER_IP" {
                assert_eq!(value, "6");
            } else if declaration.name != "TRUSTED_PROXIES" {
                assert_eq!(value, declaration.default, "{}", declaration.name);
            }
        }
        let local = |name: &str| declarations().into_iter().find(|it| it.name == name)?.local_default.map(Into::into);
        read(&local).map(|_| ())
    }

    #[test]
    fn what_values_write_is_read_again() -> Result<(), ConfigError> {
        let source = |name: &str| {
            let text = match name {
                "ALLOWED_ORIGINS" | "CREDENTIALED_ORIGINS" => "https://a.example,https://b.example",
                "PUBLIC_URL" => "https://chat.example.com",
                "TRUSTED_PROXIES" => "10.0.0.0/8,fd00::/8",
                "DEMO_PAGE" | "AUTO_ASSIGN" | "WEBHOOK_PRIVATE_ADDRESSES" => "true",
                "CAPTCHA_VERIFY_URL" => "https://example.com/verify",
                "CAPTCHA_MIN_SCORE" => "0.25",
                "CAPTCHA_SECRET" | "IDENTITY_SECRET" | "IDENTITY_AUDIENCE" => "between us and nobody else at all",
                _ => "17",
            };
            Some(text.to_owned())
        };
        let (web, desk) = read(&source)?;
        for (declaration, value) in values(&web, &desk) {
            assert_eq!(Some(value), source(declaration.name), "{}", declaration.name);
        }
        Ok(())
    }
}
