//! Generated secrets: the key that signs tokens, and passwords that a person has to copy from the terminal.

use rand::seq::IndexedRandom;
use uuid::Uuid;

/// Neither `l1I` nor `O0`: passwords are also typed from a screen.
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// About 93 bits.
const PASSWORD_LENGTH: usize = 16;

/// A key of 244 random bits, as 64 hexadecimal digits.
pub(crate) fn key() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// A password that nobody guesses.
pub(crate) fn password() -> String {
    let mut random = rand::rng();
    (0..PASSWORD_LENGTH).filter_map(|_| LETTERS.choose(&mut random)).map(|&letter| char::from(letter)).collect()
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
