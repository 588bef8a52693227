//! The keys that sign tokens. A token names its key (`kid`, RFC 7515 §4.1.4), so that the key can be rotated while
//! tokens signed by the previous one are valid.

use jsonwebtoken::{DecodingKey, EncodingKey};
use uuid::Uuid;

use crate::{config::SecretKey, secret::SecretKeys, time::Timestamp};

/// A signing key with its id.
pub struct SigningKey {
    /// Derived from the key itself, so that all instances agree on it.
    pub id: String,
    pub encoding: EncodingKey,
    pub decoding: DecodingKey,
}

impl SigningKey {
    fn new(key: &SecretKey) -> Self {
        Self {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()).simple().to_string(),
            encoding: EncodingKey::from_secret(key.as_bytes()),
            decoding: DecodingKey::from_secret(key.as_bytes()),
        }
    }
}

/// The current keys: one signs, both verify.
pub struct SigningKeys {
    current: SigningKey,
    /// The previous key, and the time until which it still signs.
    previous: Option<(SigningKey, Timestamp)>,
}

impl SigningKeys {
    /// A single key that is never rotated.
    pub fn new(key: &SecretKey) -> Self {
        Self { current: SigningKey::new(key), previous: None }
    }

    /// The key that signs.
    pub fn signing(&self) -> &SigningKey {
        match &self.previous {
            Some((previous, signs_until)) if Timestamp::now() < *signs_until => previous,
            _ => &self.current,
        }
    }

    /// The key with this id.
    pub fn find(&self, id: &str) -> Option<&SigningKey> {
        let previous = self.previous.as_ref().map(|(previous, _)| previous);
        [Some(&self.current), previous].into_iter().flatten().find(|key| key.id == id)
    }
}

/// The previous key of a rotated secret signs until its time, and verifies the tokens it has signed.
impl From<SecretKeys> for SigningKeys {
    fn from(SecretKeys { current, previous }: SecretKeys) -> Self {
        let previous = previous.map(|(previous, signs_until)| (SigningKey::new(&previous), signs_until));
        Self { previous, ..Self::new(&current) }
    }
}
