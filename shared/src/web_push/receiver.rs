//! Encryption for one browser (RFC 8291).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use web_push_native::{Auth, encrypt, p256::PublicKey};

use super::WebPushError;

/// Length of an uncompressed point of P-256, in bytes.
const PUBLIC_KEY_BYTES: usize = 65;
/// Length of the secret that browser and server share, in bytes.
const AUTH_BYTES: usize = 16;

/// Keys of a subscription, in base64url, as its browser made them: what is encrypted with them, no push service can
/// read. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiverKeys {
    /// Public key on P-256.
    pub p256dh: String,
    /// Secret that browser and server share.
    pub auth: String,
}

impl ReceiverKeys {
    /// `true` for the text of a public key.
    pub fn is_public_key(text: &str) -> bool {
        public_key(text).is_some()
    }

    /// `true` for the text of a shared secret.
    pub fn is_auth_secret(text: &str) -> bool {
        auth_secret(text).is_some()
    }

    /// Encrypts a message, with a key and a salt that are used once.
    ///
    /// # Errors
    /// Keys that are none.
    pub fn encrypt(&self, message: Vec<u8>) -> Result<Vec<u8>, WebPushError> {
        let (public, auth) = public_key(&self.p256dh).zip(auth_secret(&self.auth)).ok_or(WebPushError::Key)?;
        Ok(encrypt(message, &public, &auth)?)
    }
}

impl fmt::Debug for ReceiverKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiverKeys(…)")
    }
}

fn public_key(text: &str) -> Option<PublicKey> {
    let bytes = decoded(text).filter(|bytes| bytes.len() == PUBLIC_KEY_BYTES)?;
    PublicKey::from_sec1_bytes(&bytes).ok()
}

fn auth_secret(text: &str) -> Option<Auth> {
    <[u8; AUTH_BYTES]>::try_from(decoded(text)?).ok().map(Auth::from)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use web_push_native::{decrypt, p256::SecretKey};

    use super::*;

    /// RFC 8291, Appendix A: the browser's private key, its public key, their shared secret, and the message with its
    /// plaintext.
    const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const MESSAGE: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T\
                           lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy\
                           4a-fN";
    const PLAINTEXT: &str = "When I grow up, I want to be a watermelon";

    fn keys() -> ReceiverKeys {
        ReceiverKeys { p256dh: PUBLIC.to_owned(), auth: AUTH.to_owned() }
    }

    fn read(message: Vec<u8>) -> Option<String> {
        let private = SecretKey::from_slice(&decoded(PRIVATE)?).ok()?;
        String::from_utf8(decrypt(message, &private, &auth_secret(AUTH)?).ok()?).ok()
    }

    #[test]
    fn the_message_of_the_rfc_is_read_with_the_keys_that_ours_are_written_with() -> Result<(), WebPushError> {
        assert_eq!(read(decoded(MESSAGE).unwrap_or_default()).as_deref(), Some(PLAINTEXT));
        assert_eq!(read(keys().encrypt(PLAINTEXT.into())?).as_deref(), Some(PLAINTEXT));
        Ok(())
    }

    #[test]
    fn a_message_is_one_record_under_a_key_and_salt_of_its_own() -> Result<(), WebPushError> {
        let (one, other) = (keys().encrypt(PLAINTEXT.into())?, keys().encrypt(PLAINTEXT.into())?);
        // Salt, record size, length of the key, key; then the record, with its delimiter and tag.
        assert_eq!(one.len(), 16 + 4 + 1 + 65 + PLAINTEXT.len() + 1 + 16);
        assert!(one[..16] != other[..16] && one[21..86] != other[21..86]);
        Ok(())
    }

    #[test]
    fn only_points_of_the_curve_and_secrets_of_the_right_length_are_keys() {
        assert!(ReceiverKeys::is_public_key(PUBLIC) && ReceiverKeys::is_public_key(&format!("{PUBLIC}=")));
        let off_the_curve = PUBLIC.replace("iw4", "iw5");
        for text in ["", "€", AUTH, &off_the_curve, &PUBLIC[..40], &format!("{PUBLIC}AAAA")] {
            assert!(!ReceiverKeys::is_public_key(text), "{text}");
        }
        assert!(ReceiverKeys::is_auth_secret(AUTH));
        for text in ["", PUBLIC, "BTBZMqHH6r4Tts7J", "BTBZMqHH6r4Tts7J+aSIgg"] {
            assert!(!ReceiverKeys::is_auth_secret(text), "{text}");
        }
    }
}
