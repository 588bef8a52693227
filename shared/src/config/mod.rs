//! Settings, read once at start. The names are those of the variables in template.yaml and `.env.example`.

mod limits;
mod proxies;

use std::{env, fmt};

use axum::http::{Uri, uri::Authority};
use chrono::Duration;

pub use limits::{Limit, Limits};
pub use proxies::TrustedProxies;

/// What a deployment or a local run can set, but for the keys: see [`Tokens::from_env`](crate::auth::Tokens::from_env).
#[derive(Clone, Debug)]
pub struct Config {
    /// `TABLE_NAME`: the DynamoDB table.
    pub table_name: String,
    /// How browsers reach the system.
    pub web: WebSettings,
    /// How the desk is run.
    pub desk: DeskSettings,
    /// `WEBSOCKET_URL`: where clients connect, such as `wss://chat.example.com`.
    pub websocket_url: String,
    /// `MANAGEMENT_ENDPOINT`: where pushes are posted, without the `/@connections` part.
    pub management_endpoint: String,
    /// `FILES_BUCKET`: the bucket of attachments and avatars.
    pub files_bucket: String,
    /// `FILES_URL`: the origin that files are fetched from, such as `https://files.example.com`, if not the bucket's own.
    pub files_url: Option<String>,
    /// `UPLOADS_URL`: the origin that files are uploaded to, if not the bucket's own.
    pub uploads_url: Option<String>,
    /// Where the bucket's service is, if not where the SDK finds it.
    pub files_endpoint: Option<String>,
    /// `QUEUE_URL`: the queue of deliveries to webhooks.
    pub queue_url: String,
    /// Where the queue's service is, if not where the SDK finds it.
    pub queue_endpoint: Option<String>,
}

/// How browsers reach the system, and which of them may.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// `ALLOWED_ORIGINS`: who may call from a browser, without credentials.
    pub allowed_origins: AllowedOrigins,
    /// `CREDENTIALED_ORIGINS`: who may send the session cookie as well. None by default: a page that may hosts a part of
    /// the desk itself.
    pub credentialed_origins: Vec<String>,
    /// `PUBLIC_URL`: the address that clients know the system by, such as `https://chat.example.com`, or
    /// `https://` alone. Without a host the `Host` header says.
    pub public_url: Option<String>,
    /// `TRUSTED_PROXIES`: whose word on a client's address is taken.
    pub trusted_proxies: TrustedProxies,
    /// `DEMO_PAGE`: whether `/` shows the widget on a page of its own; else it leads to the console.
    pub demo_page: bool,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            allowed_origins: AllowedOrigins::Any,
            credentialed_origins: Vec::new(),
            public_url: None,
            trusted_proxies: TrustedProxies::default(),
            demo_page: true,
        }
    }
}

impl WebSettings {
    /// Reads the settings of a function from its environment.
    ///
    /// # Errors
    /// The first setting that can't be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        let text = |name| optional(name).unwrap_or_default();
        Ok(Self {
            allowed_origins: AllowedOrigins::parse(&text("ALLOWED_ORIGINS"))?,
            credentialed_origins: origins("CREDENTIALED_ORIGINS", &text("CREDENTIALED_ORIGINS"))?,
            public_url: optional("PUBLIC_URL").map(|url| public_url(&url)).transpose()?,
            trusted_proxies: text("TRUSTED_PROXIES").parse()?,
            demo_page: flag("DEMO_PAGE")?,
        })
    }

    /// Whether clients come by TLS, so that cookies must never go another way.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What stands for a `PUBLIC_URL` whose host is the request's.
pub const SECURE_SCHEME: &str = "https://";

/// The origin of the address that clients know the system by; or the scheme alone, where the host is what the client says
/// because nothing gets here under another's name.
///
/// # Errors
/// When it is none.
pub fn public_url(text: &str) -> Result<String, ConfigError> {
    if text == SECURE_SCHEME {
        return Ok(text.to_owned());
    }
    let origin = text.trim_end_matches('/');
    let problem = || format!("is {text:?}, which is not an address such as https://chat.example.com");
    if is_origin(origin) { Ok(origin.to_owned()) } else { Err(ConfigError { name: "PUBLIC_URL", problem: problem() }) }
}

/// How the desk is run.
#[derive(Clone, Debug)]
pub struct DeskSettings {
    /// `AUTO_ASSIGN`: whether a new room goes to an agent by itself.
    pub auto_assign: bool,
    /// `AWAY_REQUEUE_MINUTES`: after which time without a sign of life of its agent a room goes back into the queue whose
    /// customer waits for an answer; 0 for never.
    pub away_requeue: Option<Duration>,
    /// How often things may be done.
    pub limits: Limits,
    /// `WEBHOOK_PRIVATE_ADDRESSES`: whether webhooks may be in private networks, and without TLS.
    pub webhook_private_addresses: bool,
    /// `IDENTITY_SECRET`: the key that a site signs identity tokens with; without it none is taken.
    pub identity_secret: Option<SecretKey>,
    /// `IDENTITY_AUDIENCE`: the `aud` that identity tokens must have; without it any.
    pub identity_audience: Option<String>,
    /// The captcha that visitors must solve; without it they needn't.
    pub captcha: Option<CaptchaSettings>,
}

impl Default for DeskSettings {
    /// Nothing set, and nothing limited: what tests want. What applies where nothing is set, is read by
    /// [`Config::from_env`].
    fn default() -> Self {
        Self {
            auto_assign: false,
            away_requeue: None,
            limits: Limits::none(),
            webhook_private_addresses: false,
            identity_secret: None,
            identity_audience: None,
            captcha: None,
        }
    }
}

/// What a function reads from Secrets Manager rather than from its environment, which more people can see.
#[derive(Default)]
pub struct DeskSecrets {
    /// In the secret `IDENTITY_SECRET_ARN`: stands for `IDENTITY_SECRET`.
    pub identity: Option<String>,
    /// In the secret `CAPTCHA_SECRET_ARN`: stands for `CAPTCHA_SECRET`.
    pub captcha: Option<String>,
}

impl DeskSettings {
    fn from_env(secrets: DeskSecrets) -> Result<Self, ConfigError> {
        let captcha = CaptchaSettings::from_env(secrets.captcha)?;
        let identity_secret = secrets.identity.or_else(|| optional(IDENTITY_SECRET));
        Ok(Self {
            auto_assign: flag("AUTO_ASSIGN")?,
            away_requeue: minutes(number("AWAY_REQUEUE_MINUTES", AWAY_REQUEUE_MINUTES)?),
            limits: Limits::from_env(captcha.is_some())?,
            webhook_private_addresses: flag("WEBHOOK_PRIVATE_ADDRESSES")?,
            identity_secret: identity_secret.map(|key| SecretKey::named(IDENTITY_SECRET, key)).transpose()?,
            identity_audience: optional("IDENTITY_AUDIENCE"),
            captcha,
        })
    }
}

/// `AWAY_REQUEUE_MINUTES` unless something else is set.
pub const AWAY_REQUEUE_MINUTES: u64 = 15;

/// The name of the setting.
pub const IDENTITY_SECRET: &str = "IDENTITY_SECRET";

/// A captcha of a provider such as reCAPTCHA or Turnstile.
#[derive(Clone, Debug)]
pub struct CaptchaSettings {
    /// `CAPTCHA_VERIFY_URL`: where the provider says whether a token is good.
    pub verify_url: String,
    /// `CAPTCHA_SECRET`: what the provider knows us by.
    pub secret: CaptchaSecret,
    /// `CAPTCHA_MIN_SCORE`: how sure of a person a provider must be that gives scores, from 0 to 1.
    pub min_score: f64,
}

impl CaptchaSettings {
    /// What applies if nothing else is set.
    pub const MIN_SCORE: f64 = 0.5;

    /// Takes the settings as they are given; none without an address and a secret.
    ///
    /// # Errors
    /// When there is one without the other, or one can't be used.
    pub fn new(
        verify_url: Option<String>,
        secret: Option<String>,
        min_score: f64,
    ) -> Result<Option<Self>, ConfigError> {
        let refused = |name, problem: &str| Err(ConfigError { name, problem: problem.into() });
        if !(0.0..=1.0).contains(&min_score) {
            return refused("CAPTCHA_MIN_SCORE", "must be a number from 0 to 1");
        }
        match (verify_url, secret) {
            (None, None) => Ok(None),
            (Some(_), None) => refused("CAPTCHA_SECRET", "is not set, though CAPTCHA_VERIFY_URL is"),
            (None, Some(_)) => refused("CAPTCHA_VERIFY_URL", "is not set, though CAPTCHA_SECRET is"),
            (Some(verify_url), Some(_)) if !is_web_address(&verify_url) => {
                refused("CAPTCHA_VERIFY_URL", "must be an address such as https://example.com/siteverify")
            }
            (Some(verify_url), Some(secret)) => Ok(Some(Self { verify_url, secret: CaptchaSecret(secret), min_score })),
        }
    }

    fn from_env(secret: Option<String>) -> Result<Option<Self>, ConfigError> {
        // What is no number is as wrong as one that is out of bounds.
        let min_score = optional("CAPTCHA_MIN_SCORE").map(|text| text.parse().unwrap_or(f64::NAN));
        let min_score = min_score.unwrap_or(Self::MIN_SCORE);
        Self::new(optional("CAPTCHA_VERIFY_URL"), secret.or_else(|| optional("CAPTCHA_SECRET")), min_score)
    }
}

fn is_web_address(text: &str) -> bool {
    let has_web_scheme = |uri: &Uri| uri.scheme_str().is_some_and(|scheme| matches!(scheme, "http" | "https"));
    text.parse().is_ok_and(|uri| has_web_scheme(&uri))
}

/// What the captcha's provider knows us by. Never printed.
#[derive(Clone)]
pub struct CaptchaSecret(String);

impl CaptchaSecret {
    /// The secret itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CaptchaSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaptchaSecret(…)")
    }
}

/// A setting that is missing or can't be used; its text says which and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    /// The setting's name.
    pub name: &'static str,
    /// What is wrong with it, as the rest of a sentence.
    pub problem: String,
}

impl Config {
    /// Reads the settings of a function from its environment.
    ///
    /// # Errors
    /// The first setting that is missing or can't be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::with_secrets(DeskSecrets::default())
    }

    /// The same with secrets that aren't in the environment.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn with_secrets(secrets: DeskSecrets) -> Result<Self, ConfigError> {
        Ok(Self {
            table_name: required("TABLE_NAME")?,
            web: WebSettings::from_env()?,
            desk: DeskSettings::from_env(secrets)?,
            websocket_url: required("WEBSOCKET_URL")?,
            management_endpoint: required("MANAGEMENT_ENDPOINT")?,
            files_bucket: required("FILES_BUCKET")?,
            files_url: optional("FILES_URL"),
            uploads_url: optional("UPLOADS_URL"),
            files_endpoint: None,
            queue_url: required("QUEUE_URL")?,
            queue_endpoint: None,
        })
    }
}

/// A setting of the environment.
///
/// # Errors
/// When it is missing or empty.
pub fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name).ok_or_else(|| ConfigError { name, problem: "is not set".into() })
}

/// A setting of the environment, where empty means none.
pub fn optional(name: &'static str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// So many minutes; none for 0.
pub fn minutes(number: u64) -> Option<Duration> {
    i64::try_from(number).ok().filter(|&number| number > 0).and_then(Duration::try_minutes)
}

fn number(name: &'static str, default: u64) -> Result<u64, ConfigError> {
    let problem = || ConfigError { name, problem: "must be a whole number".into() };
    optional(name).map_or(Ok(default), |text| text.parse().map_err(|_| problem()))
}

fn flag(name: &'static str) -> Result<bool, ConfigError> {
    match optional(name).as_deref() {
        Some("true") => Ok(true),
        Some("false") | None => Ok(false),
        Some(_) => Err(ConfigError { name, problem: "must be true or false".into() }),
    }
}

/// The key that signs tokens. Never printed.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// Takes a key of at least 32 bytes, the length of the HMAC-SHA256 it is for (RFC 7518 §3.2).
    ///
    /// # Errors
    /// When it is shorter.
    pub fn new(key: String) -> Result<Self, ConfigError> {
        Self::named("SECRET_KEY", key)
    }

    /// The same for the setting of another name.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn named(name: &'static str, key: String) -> Result<Self, ConfigError> {
        if key.len() < 32 {
            return Err(ConfigError { name, problem: "must have at least 32 characters".into() });
        }
        Ok(Self(key))
    }

    /// The key itself.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// The origins that CORS answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// `*`: any.
    Any,
    /// These and no others.
    Only(Vec<String>),
}

impl fmt::Display for AllowedOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Only(origins) => f.write_str(&origins.join(",")),
        }
    }
}

impl AllowedOrigins {
    /// Reads `*` or a comma-separated list such as `https://example.com,https://www.example.com`; empty means none.
    ///
    /// # Errors
    /// When an entry is not an origin: a scheme and a host, no path.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        if text.trim() == "*" { Ok(Self::Any) } else { origins("ALLOWED_ORIGINS", text).map(Self::Only) }
    }

    /// Whether `origin` is one of them.
    pub fn contains(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(origins) => origins.iter().any(|allowed| allowed == origin),
        }
    }
}

/// A comma-separated list of origins.
///
/// # Errors
/// When an entry is none.
pub fn origins(name: &'static str, text: &str) -> Result<Vec<String>, ConfigError> {
    let origins: Vec<String> = text.split(',').map(str::trim).filter(|o| !o.is_empty()).map(Into::into).collect();
    match origins.iter().find(|origin| !is_origin(origin)) {
        Some(bad) => {
            let problem = format!("has {bad:?}, which is not an origin such as https://example.com");
            Err(ConfigError { name, problem })
        }
        None => Ok(origins),
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && !host.contains(['/', '?', '#', '@']) && host.parse::<Authority>().is_ok()
    })
}
