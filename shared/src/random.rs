//! Secrets that nobody can guess, by the operating system's random numbers.
#![expect(clippy::disallowed_methods, reason = "the one place for them")]

use std::iter;

use rand::{
    Rng,
    distr::{Alphanumeric, Distribution, SampleString},
};

/// Makes a text of letters and digits.
pub fn alphanumeric(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// Makes a text of lower-case letters and digits, for where case may get lost.
pub fn lowercase_alphanumeric(length: usize) -> String {
    let characters = iter::repeat_with(|| Alphanumeric.sample(&mut rand::rng()));
    characters.filter(|byte| !byte.is_ascii_uppercase()).take(length).map(char::from).collect()
}

/// Makes bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}
