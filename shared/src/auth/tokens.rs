//! JSON Web Tokens: what they say and how they are signed (HS256).

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

use super::SigningKeys;
use crate::{
    ApiError, StartError,
    config::{SecretKey, optional, required},
    ids::{SessionId, UserId},
    model::Session,
    secret::Secret,
    security::SecurityEvent,
    time::Timestamp,
};

/// How long an access token is good for. Its session is asked at every request, so this bounds only how long a client
/// can go on without refreshing.
pub const ACCESS_LIFETIME: Duration = Duration::hours(24);
/// How long a session lives after sign-in or its last refresh.
pub const SESSION_LIFETIME: Duration = Duration::days(30);

/// How old the keys may be that are verified by. So long after the second of two rotations, a key that leaked is
/// worthless.
const VERIFIED_BY: Span = Span::from_secs(15 * 60);
/// How old the keys may be that are signed by: what nobody else takes any more must not be handed out for long.
const SIGNED_BY: Span = Span::from_secs(60);
/// How often the keys are read at most, so that tokens that name keys which never were cost nothing.
const RENEWAL_INTERVAL: Span = Span::from_secs(10);

/// What a token can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenUse {
    /// Requests, in the `Authorization` header, and connecting.
    Access,
    /// Getting a new pair, once.
    Refresh,
    /// Requests, in the session cookie.
    Cookie,
    /// Requests and connecting, as a guest of one room.
    Visitor,
}

/// What a token says: the claims of SimpleJWT, which clients look into, and the session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who signed in.
    pub user_id: UserId,
    /// The session.
    pub sid: SessionId,
    /// What it is for.
    #[serde(rename = "token_type")]
    pub token_use: TokenUse,
    /// Which token of its kind it is. Of a refresh token it is its number, of a cookie the value that its requests must
    /// repeat in `X-CSRFToken`.
    pub jti: Uuid,
    /// When it was signed, in seconds since 1970.
    pub iat: i64,
    /// When it expires, in seconds since 1970.
    pub exp: i64,
}

impl Claims {
    /// When the token expires.
    ///
    /// # Errors
    /// When it names no time.
    pub fn expires_at(&self) -> Result<Timestamp, ApiError> {
        Timestamp::from_unix(self.exp).ok_or_else(ApiError::invalid_token)
    }
}

/// The tokens that a client gets.
#[derive(Clone, Debug)]
pub struct TokenPair {
    /// For requests.
    pub access: String,
    /// For the next pair.
    pub refresh: String,
}

/// Makes and checks tokens.
#[derive(Clone)]
pub struct Tokens {
    keys: Arc<RwLock<Arc<SigningKeys>>>,
    /// Where the keys come from. `None`: they never change.
    source: Option<Arc<Source>>,
}

struct Source {
    secret: Secret,
    asked: Mutex<Asked>,
}

/// When the keys were last asked for, and when they last came.
struct Asked {
    at: Instant,
    answered_at: Instant,
}

impl Tokens {
    /// Signs with keys that don't change while this process runs.
    pub fn new(keys: SigningKeys) -> Self {
        Self { keys: Arc::new(RwLock::new(Arc::new(keys))), source: None }
    }

    /// Signs with `keys`, which come from `secret` and are read from there again as it is rotated.
    pub fn rotating(keys: SigningKeys, secret: Secret) -> Self {
        let now = Instant::now();
        let asked = Mutex::new(Asked { at: now, answered_at: now });
        Self { source: Some(Arc::new(Source { secret, asked })), ..Self::new(keys) }
    }

    /// Signs with the key in `SECRET_KEY`, or else with those in the secret `SECRET_KEY_ARN`.
    ///
    /// # Errors
    /// When neither is set, or the secret can't be read.
    pub async fn from_env(sdk: &aws_config::SdkConfig) -> Result<Self, StartError> {
        if let Some(key) = optional("SECRET_KEY") {
            return Ok(Self::new(SigningKeys::new(&SecretKey::new(key)?)));
        }
        let secret = Secret::new(sdk, required("SECRET_KEY_ARN")?);
        Ok(Self::rotating(secret.keys().await?, secret))
    }

    /// An access token and the refresh token that `session` expects.
    ///
    /// # Errors
    /// When signing fails.
    pub async fn pair(&self, session: &Session) -> Result<TokenPair, ApiError> {
        self.renew_keys(SIGNED_BY).await;
        let access_until = Timestamp::now().after(ACCESS_LIFETIME).min(session.expires_at);
        Ok(TokenPair {
            access: self.sign(session, TokenUse::Access, Uuid::new_v4(), access_until)?,
            refresh: self.sign(session, TokenUse::Refresh, session.refresh_id, session.expires_at)?,
        })
    }

    /// The token of a visitor: the only one they get, so it is good for as long as their session.
    ///
    /// # Errors
    /// When signing fails.
    pub async fn visitor(&self, session: &Session) -> Result<String, ApiError> {
        self.renew_keys(SIGNED_BY).await;
        self.sign(session, TokenUse::Visitor, Uuid::new_v4(), session.expires_at)
    }

    /// The value of the session cookie, and of the CSRF cookie that goes with it.
    ///
    /// # Errors
    /// When signing fails.
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

    /// What `token` says, if we signed it for one of these uses and it hasn't expired.
    pub async fn verify(&self, token: &str, uses: &[TokenUse]) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid);
        let kid = kid.or_else(|| forged("no token of ours"))?;
        let is_known = self.keys().find(&kid).is_some();
        self.renew_keys(if is_known { VERIFIED_BY } else { RENEWAL_INTERVAL }).await;
        let keys = self.keys();
        let mut validation = Validation::new(Algorithm::HS256);
        // Every token has an `exp`; what time it is, our own clock says.
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
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
                asked.answered_at = asked.at;
            }
            Err(error) => tracing::error!(%error, "the signing keys could not be read again"),
        }
    }

    fn keys(&self) -> Arc<SigningKeys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Notes a token that we haven't signed.
fn forged<T>(reason: &str) -> Option<T> {
    SecurityEvent::TokenForged.log(None, reason);
    None
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}
