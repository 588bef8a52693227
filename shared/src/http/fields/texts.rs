//! Fields of text.

use email_address::{EmailAddress, Options};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::{Field, Fields};
use crate::text;

/// Longest phone number with its extension, in characters.
const PHONE_LIMIT: usize = 32;
/// Longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3).
const EMAIL_LIMIT: usize = 254;
const RESERVED_NAME: &str = "This name is reserved.";

impl Fields {
    /// Reads text of any number of lines: see [`text::lines`].
    pub fn text<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        self.raw_text(name).parse(|text| text::lines(&text).map_err(refused_control))
    }

    /// Reads text of one line: see [`text::line`].
    pub fn line<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        self.raw_text(name).parse(|text| text::line(&text).map_err(refused_control))
    }

    /// Reads a name that can't be confused with the system's.
    pub fn name<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        self.line(name).check(|text| !text::passes_for_system(text), || RESERVED_NAME.into())
    }

    /// Reads a password: only normalized to NFC, as keyboards compose é differently.
    pub fn secret<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        let field = self.raw_text(name).map(|text| text.nfc().collect());
        field.rules.set(name, "format", "password");
        field
    }

    /// Reads a phone number, which may be empty: see [`text::phone_number`].
    pub fn phone_number<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        let refusal = || "Enter a valid phone number.".to_owned();
        self.line(name).parse(|text| text::phone_number(&text).ok_or_else(refusal)).max(PHONE_LIMIT)
    }

    fn raw_text<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        self.field(
            name,
            || json!({"type": "string"}),
            |value| match value {
                Value::String(text) => Ok(text),
                Value::Number(number) => Ok(number.to_string()),
                _ => Err("Not a valid string.".into()),
            },
        )
    }

    /// Reads an e-mail address.
    pub fn email<'a>(&'a mut self, name: &'static str) -> Field<'a, String> {
        let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
        let is_address = |text: &String| text.is_empty() || EmailAddress::parse_with_options(text, options).is_ok();
        let field = self.line(name).map(|text| text::without_invisible(&text));
        field.rules.set(name, "format", "email");
        field.check(is_address, || "Enter a valid email address.".into()).max(EMAIL_LIMIT)
    }
}

/// Error of a text with a control character.
pub(super) fn refused_control(text::ControlCharacter(control): text::ControlCharacter) -> String {
    let which = if control == '\0' { "Null" } else { "Control" };
    format!("{which} characters are not allowed.")
}
