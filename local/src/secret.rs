//! Generated secrets: the key that signs tokens, and passwords that users copy from the terminal.

use rand::seq::IndexedRandom;
use uuid::Uuid;

/// Without `l1I` and `O0`, which are easily confused in passwords typed from a screen.
const PASSWORD_CHARACTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// About 93 bits.
const PASSWORD_LENGTH: usize = 16;

/// Generates a key of 244 random bits, as 64 hexadecimal digits.
pub(crate) fn key() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Generates a random password.
pub(crate) fn password() -> String {
    #[expect(clippy::disallowed_methods, reason = "a secret, of characters that are easy to copy")]
    let mut random = rand::rng();
    (0..PASSWORD_LENGTH)
        .filter_map(|_| PASSWORD_CHARACTERS.choose(&mut random))
        .map(|&character| char::from(character))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_differ() {
        assert_eq!(password().len(), PASSWORD_LENGTH);
        assert_ne!(password(), password());
    }
}
