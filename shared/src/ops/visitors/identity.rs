//! The word of a site for one of its own people: a JSON Web Token (RFC 7519, HS256) signed with the secret that it shares
//! with us.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::{ApiError, State, time::Timestamp};

/// The longest id of a person, in bytes: it is part of a key.
const SUBJECT_LIMIT: usize = 255;

/// Somebody whom a site vouches for.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Vouched {
    /// The site's own id for them.
    pub sub: String,
    /// Their name, if the site says.
    #[serde(default)]
    pub name: Option<String>,
    /// Their e-mail address, if the site says.
    #[serde(default)]
    pub email: Option<String>,
    exp: i64,
}

/// Whom a token vouches for.
///
/// # Errors
/// 400 on `identity` when it isn't signed with our secret, has expired, or there is no secret.
pub(super) fn vouched(state: &State, token: &str) -> Result<Vouched, ApiError> {
    let refusal = || ApiError::field("identity", "The identity token is not valid.");
    let secret = state.config.desk.identity_secret.as_ref().ok_or_else(refusal)?;
    let mut validation = Validation::new(Algorithm::HS256);
    // What time it is, our own clock says.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "sub"]);
    let key = DecodingKey::from_secret(secret.as_bytes());
    let vouched = jsonwebtoken::decode::<Vouched>(token, &key, &validation).map_err(|_| refusal())?.claims;
    let holds = Timestamp::now().unix() < vouched.exp && (1..=SUBJECT_LIMIT).contains(&vouched.sub.len());
    if holds { Ok(vouched) } else { Err(refusal()) }
}
