//! Identity tokens: a JSON Web Token (RFC 7519, HS256) with which a site identifies one of its own users, signed with
//! the secret that it shares with this system.

use chrono::Duration;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::NAME_LIMIT;
use crate::{
    ApiError, State,
    http::{Fields, Input, fields::validate},
    ops::desk::identity_key,
    time::Timestamp,
};

/// Longest subject, in bytes: it is part of a key.
const SUBJECT_LIMIT: usize = 255;
/// Longest remaining lifetime of a token.
const MAX_LIFETIME: Duration = Duration::hours(1);
/// Accepted difference between the site's clock and ours.
const CLOCK_SKEW: Duration = Duration::minutes(1);

/// Validated claims of an identity token.
#[derive(Clone, Debug)]
pub(super) struct IdentityClaims {
    /// The site's id for the user.
    pub subject: String,
    /// Name, if the token contains one.
    pub name: Option<String>,
    /// E-mail address, if the token contains one.
    pub email: Option<String>,
}

/// Claims as signed; times may have fractions (RFC 7519, section 2, "NumericDate").
#[derive(Clone, Debug, Deserialize)]
struct SignedClaims {
    sub: String,
    exp: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    iat: Option<f64>,
    #[serde(flatten)]
    profile: Map<String, Value>,
}

/// Profile claims, validated by the rules of the pre-chat form.
struct Profile {
    name: Option<String>,
    email: Option<String>,
}

impl Input for Profile {
    fn read(fields: &mut Fields) -> Option<Self> {
        let name = fields.name("name").nullable().max(NAME_LIMIT).optional();
        let email = fields.email("email").nullable().optional();
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Self { name: filled(name?), email: filled(email?) })
    }
}

/// Verifies an identity token and returns its claims.
///
/// # Errors
/// 400 on an `identity` with an invalid signature, for another audience, outside its time, or with a profile that a
/// visitor could not enter; and if no secret is set. 503 for a secret that can't be read.
pub(super) async fn identity_claims(state: &State, token: &str) -> Result<IdentityClaims, ApiError> {
    let refusal = |problem: &str| ApiError::field("identity", format!("The identity token is not valid{problem}."));
    let secret = identity_key(state).await?.ok_or_else(|| refusal(""))?;
    let mut validation = Validation::new(Algorithm::HS256);
    // Times are checked against our own clock below.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "sub"]);
    match &state.config.desk.identity_audience {
        Some(audience) => {
            validation.set_audience(&[audience]);
            validation.set_required_spec_claims(&["exp", "sub", "aud"]);
        }
        None => validation.validate_aud = false,
    }
    let key = DecodingKey::from_secret(secret.as_bytes());
    let claims = jsonwebtoken::decode::<SignedClaims>(token, &key, &validation).map_err(|_| refusal(""))?.claims;
    if let Some(problem) = claims.problem(Timestamp::now()) {
        return Err(refusal(problem));
    }
    let profile = claims.profile.into_iter().filter(|(name, _)| ["name", "email"].contains(&name.as_str()));
    let Profile { name, email } = validate(profile.collect()).map_err(|error| refusal(&format!(": {error}")))?;
    Ok(IdentityClaims { subject: claims.sub, name, email })
}

impl SignedClaims {
    /// The problem with its times or its subject, as the end of a sentence.
    fn problem(&self, now: Timestamp) -> Option<&'static str> {
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
        let (now, soonest, latest) = (
            now.unix() as f64,
            now.after(-CLOCK_SKEW).unix() as f64,
            now.after(MAX_LIFETIME + CLOCK_SKEW).unix() as f64,
        );
        let is_of_future = |time: Option<f64>| time.is_some_and(|time| time > now + (now - soonest));
        if !(1..=SUBJECT_LIMIT).contains(&self.sub.len()) {
            return Some(": sub is empty or too long");
        }
        if self.exp <= now {
            return Some(": it has expired");
        }
        if self.exp > latest {
            return Some(": exp is over an hour away");
        }
        (is_of_future(self.nbf) || is_of_future(self.iat)).then_some(": it is not valid yet")
    }
}
