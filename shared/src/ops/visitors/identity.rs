//! Identity tokens: a JSON Web Token (RFC 7519, HS256) in which a site says which of its own people somebody is, signed with
//! the secret that it shares with us.

use chrono::Duration;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::complete::NAME_LIMIT;
use crate::{
    ApiError, State,
    http::{Fields, Input, fields::validate},
    time::Timestamp,
};

/// The longest id of a person, in bytes: it is part of a key.
const SUBJECT_LIMIT: usize = 255;
/// How far ahead a token may expire.
const MAX_LIFETIME: Duration = Duration::hours(1);
/// How far the site's clock may differ from ours.
const CLOCK_SKEW: Duration = Duration::minutes(1);

/// What a site says of somebody.
#[derive(Clone, Debug)]
pub(super) struct IdentityClaims {
    /// The site's own id for them.
    pub subject: String,
    /// Their name, if the site says.
    pub name: Option<String>,
    /// Their e-mail address, if the site says.
    pub email: Option<String>,
}

/// The claims about time, which may have fractions (RFC 7519, section 2, "NumericDate").
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

/// What a token says of its owner, held to the rules of the form that visitors fill in.
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

/// The claims of an identity token.
///
/// # Errors
/// 400 on `identity` when it isn't signed with our secret or there is none, is for somebody else, of another time, or says
/// what no visitor could.
pub(super) fn identity_claims(state: &State, token: &str) -> Result<IdentityClaims, ApiError> {
    let refusal = |problem: &str| ApiError::field("identity", format!("The identity token is not valid{problem}."));
    let desk = &state.config.desk;
    let secret = desk.identity_secret.as_ref().ok_or_else(|| refusal(""))?;
    let mut validation = Validation::new(Algorithm::HS256);
    // What time it is, our own clock says.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "sub"]);
    match &desk.identity_audience {
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
    /// What is wrong with its times or its subject, as the rest of a sentence.
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
