//! JSON Web Tokens: their claims and signatures (HS256). Who may call with one is decided in `auth`.

mod keys;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration as Span,
};

use chrono::Duration;
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use tokio::{sync::Mutex, time::Instant};
use uuid::Uuid;

pub use keys::SigningKeys;

use crate::{
    ApiError,
    config::{SecretKey, optional, required},
    ids::{SessionId, UserId},
    model::Session,
    secret::{Secret, SecretError},
    security::SecurityEvent,
    time::Timestamp,
};

/// Lifetime of an access token. Its session is checked at every request, so this only bounds the time without a
/// refresh.
pub const ACCESS_LIFETIME: Duration = Duration::hours(24);

/// Maximum age of the keys for verification. After this time since the second of two rotations, a leaked key is
/// worthless.
const VERIFIED_BY: Span = Span::from_secs(15 * 60);
/// Maximum age of the keys for signing: a token signed by a key that other instances have dropped would be refused.
const SIGNED_BY: Span = Span::from_secs(60);
/// Minimum interval between reads of the keys, so that tokens naming unknown keys cost nothing.
const RENEWAL_INTERVAL: Span = Span::from_secs(10);

/// Purpose of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenUse {
    /// Requests, in the `Authorization` header, and connections.
    Access,
    /// Exchange for a new pair, once.
    Refresh,
    /// Requests, in the session cookie.
    Cookie,
    /// Requests and connections, as a guest of one room.
    Visitor,
}

/// The claims of a token: those of SimpleJWT, which clients read, and the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// User.
    pub user_id: UserId,
    /// Session.
    pub sid: SessionId,
    /// Purpose.
    #[serde(rename = "token_type")]
    pub token_use: TokenUse,
    /// Id of the token. In a refresh token the session's `refresh_id`, in a cookie the value that its requests must
    /// repeat in `X-CSRFToken`.
    pub jti: Uuid,
    /// Time of signing, in seconds since 1970.
    pub iat: i64,
    /// Expiry, in seconds since 1970.
    pub exp: i64,
}

impl Claims {
    /// Expiry of the token.
    ///
    /// # Errors
    /// A time beyond the calendar.
    pub fn expires_at(&self) -> Result<Timestamp, ApiError> {
        Timestamp::from_unix(self.exp).ok_or_else(ApiError::invalid_token)
    }
}

/// The tokens of a client.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// Access token, for requests.
    pub access: String,
    /// Refresh token, for the next pair.
    pub refresh: String,
}

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    keys: Arc<RwLock<Arc<SigningKeys>>>,
    /// Source of the keys; `None` if they never change.
    source: Option<Arc<Source>>,
}

struct Source {
    secret: Secret,
    asked: Mutex<Asked>,
}

/// Times of the last attempt to read the keys and of the last success.
struct Asked {
    at: Instant,
    answered_at: Instant,
}

impl Tokens {
    /// Uses keys that don't change while this process runs.
    pub fn new(keys: SigningKeys) -> Self {
        Self { keys: Arc::new(RwLock::new(Arc::new(keys))), source: None }
    }

    /// Uses the keys in `secret`, and reads them again after a rotation.
    ///
    /// # Errors
    /// An unreadable secret or an invalid key.
    pub async fn rotating(secret: Secret) -> Result<Self, SecretError> {
        let keys = secret.keys().await?.into();
        let now = Instant::now();
        let asked = Mutex::new(Asked { at: now, answered_at: now });
        Ok(Self { source: Some(Arc::new(Source { secret, asked })), ..Self::new(keys) })
    }

    /// Uses the key in `SECRET_KEY`, or otherwise those in the secret `SECRET_KEY_ARN`.
    ///
    /// # Errors
    /// Neither is set, or the secret can't be read.
    pub async fn from_env(sdk: &aws_config::SdkConfig) -> Result<Self, SecretError> {
        if let Some(key) = optional("SECRET_KEY") {
            return Ok(Self::new(SigningKeys::new(&SecretKey::new(key)?)));
        }
        Self::rotating(Secret::new(sdk, required("SECRET_KEY_ARN")?)).await
    }

    /// Issues an access token and the refresh token that `session` expects.
    ///
    /// # Errors
    /// A failed signature.
    pub async fn pair(&self, session: &Session) -> Result<TokenPair, ApiError> {
        self.renew_keys(SIGNED_BY).await;
        let access_until = Timestamp::now().after(ACCESS_LIFETIME).min(session.expires_at);
        Ok(TokenPair {
            access: self.sign(session, TokenUse::Access, Uuid::new_v4(), access_until)?,
            refresh: self.sign(session, TokenUse::Refresh, session.refresh_id, session.expires_at)?,
        })
    }

    /// Issues the token of a visitor: there is no refresh, so it is valid as long as the session.
    ///
    /// # Errors
    /// A failed signature.
    pub async fn visitor(&self, session: &Session) -> Result<String, ApiError> {
        self.renew_keys(SIGNED_BY).await;
        self.sign(session, TokenUse::Visitor, Uuid::new_v4(), session.expires_at)
    }

    /// Issues the values of the session cookie and of its CSRF cookie.
    ///
    /// # Errors
    /// A failed signature.
    pub async fn cookies(&self, session: &Session) -> Result<(String, String), ApiError> {
        self.renew_keys(SIGNED_BY).await;
        let csrf = Uuid::new_v4();
        Ok((self.sign(session, TokenUse::Cookie, csrf, session.expires_at)?, csrf.simple().to_string()))
    }

    fn sign(&self, session: &Session, token_use: TokenUse, jti: Uuid, until: Timestamp) -> Result<String, ApiError> {
        let (user_id, iat) = (session.identity.user_id, Timestamp::now().unix());
        let claims = Claims { user_id, sid: session.id, token_use, jti, iat, exp: until.unix() };
        let keys = self.keys();
        let key = keys.signing();
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &key.encoding).map_err(ApiError::internal)
    }

    /// Returns the claims of `token`, if it was signed here for one of these uses and hasn't expired.
    pub async fn verify(&self, token: &str, uses: &[TokenUse]) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid);
        let kid = kid.or_else(|| forged("no token of ours"))?;
        let is_known = self.keys().find(&kid).is_some();
        self.renew_keys(if is_known { VERIFIED_BY } else { RENEWAL_INTERVAL }).await;
        let keys = self.keys();
        let mut validation = Validation::new(Algorithm::HS256);
        // Every token has an `exp`, which is checked against our own clock below.
        validation.validate_exp = false;
        let key = keys.find(&kid).or_else(|| forged("unknown key"))?;
        let token = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation);
        let token = token.ok().or_else(|| forged("bad signature"))?;
        let holds = |claims: &Claims| uses.contains(&claims.token_use) && Timestamp::now().unix() < claims.exp;
        Some(token.claims).filter(holds)
    }

    /// Reads the keys again if they are older than `age`.
    async fn renew_keys(&self, age: Span) {
        let Some(source) = self.source.as_deref() else { return };
        let mut asked = source.asked.lock().await;
        if asked.answered_at.elapsed() < age || asked.at.elapsed() < RENEWAL_INTERVAL {
            return;
        }
        asked.at = Instant::now();
        match source.secret.keys().await {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys.into());
                asked.answered_at = asked.at;
            }
            Err(error) => tracing::error!(%error, "failed refresh of the signing keys"),
        }
    }

    fn keys(&self) -> Arc<SigningKeys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Logs a token with an invalid signature.
fn forged<T>(reason: &str) -> Option<T> {
    SecurityEvent::TokenForged.log(None, reason);
    None
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}
