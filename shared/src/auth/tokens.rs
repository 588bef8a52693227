//! JSON Web Tokens: what they say and how they are signed (HS256).

use std::sync::Arc;

use chrono::Duration;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ApiError,
    config::SecretKey,
    ids::{SessionId, UserId},
    model::Session,
    time::Timestamp,
};

/// How long an access token is good for. Its session is asked at every request, so this bounds only how long a client
/// can go on without refreshing.
pub const ACCESS_LIFETIME: Duration = Duration::hours(24);
/// How long a session lives after sign-in or its last refresh.
pub const SESSION_LIFETIME: Duration = Duration::days(30);

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
}

/// What a token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who signed in.
    pub sub: String,
    /// The session.
    pub sid: SessionId,
    /// What it is for.
    #[serde(rename = "use")]
    pub token_use: TokenUse,
    /// Which token of its kind it is: the refresh token's number, or the value that a cookie's requests must repeat
    /// in `X-CSRFToken`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<Uuid>,
    /// When it expires, in seconds since 1970.
    pub exp: i64,
}

impl Claims {
    /// Who signed in.
    ///
    /// # Errors
    /// When the token names nobody.
    pub fn user_id(&self) -> Result<UserId, ApiError> {
        self.sub.parse().map_err(|_| ApiError::invalid_token())
    }

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
#[derive(Clone, Debug)]
pub struct Tokens {
    keys: Arc<(EncodingKey, DecodingKey)>,
    validation: Arc<Validation>,
}

impl Tokens {
    /// Signs with `key`.
    pub fn new(key: &SecretKey) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        let keys = (EncodingKey::from_secret(key.as_bytes()), DecodingKey::from_secret(key.as_bytes()));
        Self { keys: Arc::new(keys), validation: Arc::new(validation) }
    }

    /// An access token and the refresh token that `session` expects.
    ///
    /// # Errors
    /// When signing fails.
    pub fn pair(&self, session: &Session) -> Result<TokenPair, ApiError> {
        let access_until = Timestamp::now().after(ACCESS_LIFETIME).min(session.expires_at);
        Ok(TokenPair {
            access: self.sign(session, TokenUse::Access, None, access_until)?,
            refresh: self.sign(session, TokenUse::Refresh, Some(session.refresh_id), session.expires_at)?,
        })
    }

    /// The value of the session cookie, and of the CSRF cookie that goes with it.
    ///
    /// # Errors
    /// When signing fails.
    pub fn cookies(&self, session: &Session) -> Result<(String, String), ApiError> {
        let csrf = Uuid::new_v4();
        Ok((self.sign(session, TokenUse::Cookie, Some(csrf), session.expires_at)?, csrf.simple().to_string()))
    }

    fn sign(
        &self,
        session: &Session,
        token_use: TokenUse,
        jti: Option<Uuid>,
        until: Timestamp,
    ) -> Result<String, ApiError> {
        let sub = session.identity.user_id.to_string();
        let claims = Claims { sub, sid: session.id, token_use, jti, exp: until.unix() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.keys.0).map_err(ApiError::internal)
    }

    /// What `token` says, if we signed it for `token_use` and it hasn't expired.
    pub fn verify(&self, token: &str, token_use: TokenUse) -> Option<Claims> {
        let token = jsonwebtoken::decode::<Claims>(token, &self.keys.1, &self.validation).ok()?;
        Some(token.claims).filter(|claims| claims.token_use == token_use)
    }
}
