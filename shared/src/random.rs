//! Secrets that nobody can guess, by the operating system's random numbers.
#![expect(clippy::disallowed_methods, reason = "the one place for them")]

use rand::{
    Rng,
    distr::{Alphanumeric, SampleString},
};

/// Makes a text of letters and digits.
pub fn alphanumeric(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// Makes bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}
