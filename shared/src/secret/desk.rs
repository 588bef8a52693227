//! Secrets that admins set while the desk runs: versions of one secret of the stack, each kind under a label of its own.
//!
//! The desk's settings name the version in force, so a secret is stored before them and in force with them, and a
//! process reads it once, when they name another. Of two admins who set the same secret at once, the label may stay with
//! the version of the one who was refused; Secrets Manager keeps the other without a label for a day at least, and as
//! long as there are not a hundred newer ones.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{Secret, SecretError};

/// Kind of a secret: what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretKind {
    /// Secret key issued by the captcha's provider.
    Captcha,
    /// Key that the site signs identity tokens with.
    IdentityTokens,
}

impl SecretKind {
    fn label(self) -> &'static str {
        match self {
            Self::Captcha => "captcha",
            Self::IdentityTokens => "identity_tokens",
        }
    }
}

/// Text of a secret. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// The text as a secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// The secrets that admins set, as far as this function may put or read them. Cloning shares what was read.
#[derive(Clone, Debug, Default)]
pub struct DeskSecrets {
    secret: Option<Secret>,
    known: Arc<Mutex<BTreeMap<SecretKind, (Uuid, SecretText)>>>,
}

impl DeskSecrets {
    /// The versions of this secret; `None` for a function that needs none of them.
    pub fn new(secret: Option<Secret>) -> Self {
        Self { secret, known: Arc::default() }
    }

    /// Stores a text as the version with this id.
    ///
    /// # Errors
    /// A refusal of the service, or no answer.
    pub async fn put(&self, kind: SecretKind, version_id: Uuid, text: &SecretText) -> Result<(), SecretError> {
        self.secret()?.put(version_id, kind.label(), &text.0).await
    }

    /// Reads the version with this id, unless this process knows it.
    ///
    /// # Errors
    /// An unreadable secret.
    pub async fn get(&self, kind: SecretKind, version_id: Uuid) -> Result<SecretText, SecretError> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, text)) = known().get(&kind).filter(|(id, _)| *id == version_id) {
            return Ok(text.clone());
        }
        let text = SecretText(self.secret()?.text_of(version_id).await?);
        known().insert(kind, (version_id, text.clone()));
        Ok(text)
    }

    fn secret(&self) -> Result<&Secret, SecretError> {
        self.secret.as_ref().ok_or_else(|| SecretError::Unreadable("DESK_SECRETS_ARN is not set".into()))
    }
}
