//! The key by which push services know this system (RFC 8292).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use web_push_native::p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint, pkcs8::EncodePrivateKey};

use super::WebPushError;
use crate::{random::bytes, time::Timestamp};

/// Lifetime of a signature: push services take a day at most.
const SIGNATURE_LIFETIME: Duration = Duration::hours(12);

/// The key that signs requests to push services. A browser subscribes for it, so it lasts as long as the desk. Never
/// printed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VapidKey(SecretKey);

/// Claims of a signature.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
}

impl VapidKey {
    /// Makes a key.
    ///
    /// # Errors
    /// Once in four billion times: random bytes that are no number of the curve.
    pub fn generate() -> Result<Self, WebPushError> {
        SecretKey::from_slice(&bytes::<32>()).map(Self).map_err(|_| WebPushError::Key)
    }

    /// The public key in base64url, as browsers take it for `applicationServerKey`.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key().to_encoded_point(false).as_bytes())
    }

    /// Value of the header `Authorization` of a request to the push service with this origin. `contact` is a URL at
    /// which it learns who sends it something.
    ///
    /// # Errors
    /// A failed signature.
    pub fn authorization(&self, origin: &str, contact: Option<&str>, now: Timestamp) -> Result<String, WebPushError> {
        let key = self.0.to_pkcs8_der().map_err(|_| WebPushError::Key)?;
        let claims = Claims { aud: origin, exp: now.after(SIGNATURE_LIFETIME).unix(), sub: contact };
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &EncodingKey::from_ec_der(key.as_bytes()))?;
        Ok(format!("vapid t={token}, k={}", self.public()))
    }
}

impl TryFrom<String> for VapidKey {
    type Error = WebPushError;

    fn try_from(text: String) -> Result<Self, WebPushError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| WebPushError::Key)?;
        SecretKey::from_slice(&bytes).map(Self).map_err(|_| WebPushError::Key)
    }
}

impl From<VapidKey> for String {
    fn from(VapidKey(key): VapidKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.to_bytes())
    }
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VapidKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_signature_is_verified_with_the_public_key_beside_it() -> Result<(), Box<dyn std::error::Error>> {
        let key = VapidKey::generate()?;
        let header = key.authorization("https://push.example", Some("https://chat.example"), Timestamp::now())?;
        let parts = header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k="));
        let (token, public) = parts.ok_or("another scheme")?;
        let point = URL_SAFE_NO_PAD.decode(public)?;
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["https://push.example"]);
        let claims = jsonwebtoken::decode::<Value>(token, &DecodingKey::from_ec_der(&point), &validation)?.claims;
        assert_eq!(claims["sub"], "https://chat.example");
        assert!(claims["exp"].as_i64() <= Some(Timestamp::now().after(Duration::hours(24)).unix()));
        Ok(())
    }

    #[test]
    fn a_key_is_the_same_after_it_was_stored_and_is_never_printed() -> Result<(), Box<dyn std::error::Error>> {
        let key = VapidKey::generate()?;
        let stored = serde_json::to_string(&key)?;
        assert_eq!(serde_json::from_str::<VapidKey>(&stored)?.public(), key.public());
        assert_eq!(format!("{key:?}"), "VapidKey(…)");
        assert!(serde_json::from_str::<VapidKey>("\"AAAA\"").is_err());
        Ok(())
    }
}
