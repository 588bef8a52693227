//! Passwords, kept as argon2id hashes with the parameters that OWASP's Password Storage Cheat Sheet recommends
//! (19 MiB, 2 passes), which are the crate's defaults.

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
        let stored = stored.as_deref().unwrap_or(NOBODYS);
        let parsed = PasswordHash::new(stored).map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
    .map_err(ApiError::internal)?
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// A hash of nothing that anybody knows, as costly as every other. Made beforehand: to make one at the first sign-in
/// would double the time of that.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$5bF3ZoU21xe5tlH+FXFlvw$Ujw37vC/ugIBKAV0dpB6ArxE3pJ/QY/mE9woG0AjikU";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_is_as_costly_as_every_other() -> Result<(), argon2::password_hash::Error> {
        let costs = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(costs(NOBODYS), costs(&hash("")?));
        assert!(PasswordHash::new(NOBODYS).is_ok());
        Ok(())
    }
}
