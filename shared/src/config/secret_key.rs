//! Keys that sign tokens.

use std::fmt;

use super::ConfigError;

/// The key that signs tokens. Never printed.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// Requires a key of at least 32 bytes, the length of the HMAC-SHA256 it is for (RFC 7518 §3.2).
    ///
    /// # Errors
    /// A shorter key.
    pub fn new(key: String) -> Result<Self, ConfigError> {
        if key.len() < 32 {
            let problem = "must have at least 32 characters".into();
            return Err(ConfigError { name: "SECRET_KEY", problem });
        }
        Ok(Self(key))
    }

    /// The key itself.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// `true` if a text is the key, after the same time for every text of its length.
    pub fn matches(&self, text: &str) -> bool {
        let differences = self.0.bytes().zip(text.bytes()).fold(0, |all, (own, other)| all | (own ^ other));
        self.0.len() == text.len() && differences == 0
    }

    /// The key as text, for the environment of a function.
    pub fn to_text(&self) -> String {
        self.0.clone()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}
