//! The languages that mails are written in.

use super::{english::ENGLISH, phrases::Phrases, spanish::SPANISH};

/// Phrases of a language, such as `es-MX`; the English ones for those that aren't here.
pub(super) fn phrases_of(language: &str) -> &'static Phrases {
    if language.split('-').next() == Some("es") { &SPANISH } else { &ENGLISH }
}
