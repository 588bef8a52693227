//! Passwords, stored as argon2id hashes with the parameters that OWASP's Password Storage Cheat Sheet recommends (19
//! MiB, 2 passes), which are the crate's defaults.

use std::{num::NonZero, sync::Arc, thread::available_parallelism};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::ApiError;

/// Maximum number of hashes that wait while one per processor is computed. Each takes 19 MiB and tens of milliseconds
/// of a processor, so a longer queue would only delay everybody.
const MAX_WAITING: usize = 20;

/// The 3,000 most common passwords of eight characters and more, in lower case and sorted. From the frequency lists of
/// zxcvbn (Dropbox, MIT license), which come from published breaches.
const COMMON: &str = include_str!("common_passwords.txt");

/// Hashes and verifies passwords, with bounded concurrency.
#[derive(Clone, Debug)]
pub struct Passwords {
    /// Permits to wait or hash.
    places: Arc<Semaphore>,
    processors: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self {
            places: Arc::new(Semaphore::new(processors + MAX_WAITING)),
            processors: Arc::new(Semaphore::new(processors)),
        }
    }
}

impl Passwords {
    /// Hashes a password; returns a PHC string with its salt.
    ///
    /// # Errors
    /// 503 for too many concurrent hashes; otherwise a lack of randomness or memory.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        let turn = self.turn().await?;
        let hash = tokio::task::spawn_blocking(move || {
            let hash = hash(&password);
            drop(turn);
            hash
        });
        hash.await.map_err(ApiError::internal)?.map_err(|error| ApiError::internal(error.to_string()))
    }

    /// Verifies a password against the stored hash. Without a hash the result is `false`, after the same time: the
    /// duration of a failed sign-in must not reveal whether a username exists.
    ///
    /// # Errors
    /// 503 for too many concurrent hashes; otherwise an invalid hash in the table.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, ApiError> {
        let turn = self.turn().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let known = stored.is_some();
            let stored = stored.as_deref().unwrap_or(NOBODYS);
            let parsed = PasswordHash::new(stored).map_err(|error| ApiError::internal(error.to_string()))?;
            let is_it = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known;
            drop(turn);
            Ok(is_it)
        });
        verified.await.map_err(ApiError::internal)?
    }

    /// Waits for a processor, unless too many wait already. The permits are held while hashing.
    async fn turn(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), ApiError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| ApiError::Busy)?;
        let processor = self.processors.clone().acquire_owned().await.map_err(ApiError::internal)?;
        Ok((place, processor))
    }
}

/// `true` for a password that is guessed first: a common one, a repeated character, or only invisible characters.
pub fn is_common_password(password: &str) -> bool {
    let plain = password.trim().to_lowercase();
    let first = plain.chars().next();
    plain.chars().all(|c| Some(c) == first) || COMMON.lines().any(|common| common == plain)
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// Hash of an unknown password, as costly to verify as any other. Precomputed: computing it at the first sign-in would
/// double the duration.
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

    #[test]
    fn passwords_that_anybody_would_try_are_common() {
        for common in ["password", "PassWord", "12345678", "iloveyou", "        ", "aaaaaaaaa", "", "qwertyuiop"] {
            assert!(is_common_password(common), "{common:?}");
        }
        for other in ["longword 1", "correct horse 1", "pässwörd"] {
            assert!(!is_common_password(other), "{other:?}");
        }
    }

    #[tokio::test]
    async fn who_comes_when_too_many_wait_is_told_so_at_once() -> Result<(), ApiError> {
        let passwords = Passwords::default();
        let many = available_parallelism().map_or(1, NonZero::get) + MAX_WAITING + 5;
        let hashes = (0..many).map(|_| passwords.hash("longword 1".to_owned()));
        let outcomes = futures_util::future::join_all(hashes).await;
        let busy = outcomes.iter().filter(|outcome| matches!(outcome, Err(ApiError::Busy))).count();
        assert_eq!(busy, 5);
        passwords.hash("longword 1".to_owned()).await.map(|_| ())
    }
}
