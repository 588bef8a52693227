//! The keys that sign tokens. A token names its key (`kid`, RFC 7515 §4.1.4), so that the key can change while tokens
//! that the one before has signed are still about.

use jsonwebtoken::{DecodingKey, EncodingKey};
use uuid::Uuid;

use crate::{config::SecretKey, time::Timestamp};

/// A key, with the id that tokens name it by.
pub struct SigningKey {
    /// Derived from the key itself: whoever has the key knows its id.
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

/// The keys of the moment: one signs, both verify.
pub struct SigningKeys {
    current: SigningKey,
    /// The key before, and until when it still signs.
    previous: Option<(SigningKey, Timestamp)>,
}

impl SigningKeys {
    /// One key, for good.
    pub fn new(key: &SecretKey) -> Self {
        Self { current: SigningKey::new(key), previous: None }
    }

    /// A key that came after another, which signs until then and stays good for what it has signed.
    pub fn rotated(current: &SecretKey, previous: &SecretKey, signs_until: Timestamp) -> Self {
        Self { previous: Some((SigningKey::new(previous), signs_until)), ..Self::new(current) }
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
