//! Passwords, kept as argon2id hashes with the parameters that OWASP's Password Storage Cheat Sheet recommends
//! (19 MiB, 2 passes), which are the crate's defaults.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::ApiError;

/// The hash of a password, as a PHC string with its salt. Takes tens of milliseconds of CPU, on a thread of its own.
///
/// # Errors
/// When the machine gives no randomness or no memory.
pub async fn hash_password(password: String) -> Result<String, ApiError> {
    let hash = tokio::task::spawn_blocking(move || hash(&password)).await.map_err(ApiError::internal)?;
    hash.map_err(|error| ApiError::internal(error.to_string()))
}

/// Whether `password` is the one that was hashed. Without a hash the answer is no, after the same time: how long a
/// failed sign-in takes must not tell which usernames exist.
///
/// # Errors
/// When the hash in the table isn't one.
pub async fn verify_password(password: String, stored: Option<String>) -> Result<bool, ApiError> {
    tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let stored = stored.as_deref().unwrap_or(&NOBODYS);
        let parsed = PasswordHash::new(stored).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
    .map_err(ApiError::internal)?
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// A hash that is nobody's.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("").unwrap_or_default());
