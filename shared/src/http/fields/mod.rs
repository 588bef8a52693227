//! Parsing of a request's fields as in Django REST Framework's serializers, with their texts, reporting all errors
//! together.
//!
//! ```
//! use shared::http::{Fields, Input};
//!
//! struct Rating {
//!     stars: u64,
//!     comment: String,
//! }
//!
//! impl Input for Rating {
//!     fn read(fields: &mut Fields) -> Option<Self> {
//!         let stars = fields.integer("stars").at_least(1).at_most(5).required();
//!         let comment = fields.text("comment").max(500).or("");
//!         Some(Self { stars: stars?, comment: comment? })
//!     }
//! }
//! ```

mod field;
mod file;
mod rules;

use std::{collections::BTreeMap, str::FromStr};

use chrono::{Datelike, NaiveDate};
use email_address::{EmailAddress, Options};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization;

pub use field::Field;
pub use file::{FileRule, UploadedPart, ValidatedFile, checked_name, checked_type, too_large};

use crate::{
    ApiError, State,
    error::FieldErrors,
    model::{FileType, StringEnum},
    table::{Key, Read},
    text,
};
use field::FieldValue;
use rules::Rules;

/// Longest phone number with its extension, in characters.
const PHONE_LIMIT: usize = 32;
/// Longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3).
const EMAIL_LIMIT: usize = 254;
const RESERVED_NAME: &str = "This name is reserved.";

/// Most ids in one request.
pub const MAX_IDS: usize = 100;

/// The input of an operation.
pub trait Input: Sized {
    /// Rule for the file, if one is allowed.
    const FILE: Option<FileRule> = None;

    /// Reads the input. Every field is read before `None` is returned, so that all errors are recorded.
    fn read(fields: &mut Fields) -> Option<Self>;
}

/// Parses a `T` from `values`.
///
/// # Errors
/// 400 with all failing fields.
pub fn validate<T: Input>(values: Map<String, Value>) -> Result<T, ApiError> {
    Fields::new(values).into_valid()
}

/// The fields of a request, with the errors so far.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    values: Map<String, Value>,
    files: BTreeMap<String, UploadedPart>,
    errors: FieldErrors,
    unique: Vec<Unique>,
    rules: Rules,
}

/// A value that must be unique.
#[derive(Clone, Debug)]
struct Unique {
    field: &'static str,
    claim: Key,
    message: &'static str,
}

impl Fields {
    /// Takes the fields of a JSON object.
    pub fn new(values: Map<String, Value>) -> Self {
        Self { values, ..Self::default() }
    }

    /// Parses the fields of a query string. An empty one counts as absent.
    pub fn from_query(text: &[u8]) -> Self {
        let mut fields = Self::from_form(text);
        fields.values.retain(|_, value| value.as_str() != Some(""));
        fields
    }

    /// Parses the fields of a form; a repeated name makes a list.
    pub fn from_form(text: &[u8]) -> Self {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            fields.insert_text(name.into_owned(), value.into_owned());
        }
        fields
    }

    /// Adds a field of a form.
    pub(in crate::http) fn insert_text(&mut self, name: String, text: String) {
        let value = Value::String(text);
        match self.values.get_mut(&name) {
            None => drop(self.values.insert(name, value)),
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    /// Adds a file of a form, replacing an earlier one.
    pub(in crate::http) fn insert_file(&mut self, name: String, file: UploadedPart) {
        self.files.insert(name, file);
    }

    /// Parses a `T`.
    ///
    /// # Errors
    /// 400 with all failing fields.
    pub fn into_valid<T: Input>(mut self) -> Result<T, ApiError> {
        let input = T::read(&mut self);
        match input {
            Some(input) if self.errors.is_empty() => Ok(input),
            _ => Err(ApiError::Validation(self.errors)),
        }
    }

    /// Parses a `T` and checks its unique fields in the table: their errors are reported with the others. The values of
    /// `owner` are allowed.
    ///
    /// # Errors
    /// 400 with all failing fields; 503 for a failed read of the table.
    pub async fn into_unique<T: Input>(mut self, state: &State, owner: Option<u64>) -> Result<T, ApiError> {
        let input = T::read(&mut self);
        let claims = self.unique.iter().map(|unique| unique.claim.clone());
        let found = state.table.get_many(claims, Read::Consistent).await?;
        for Unique { field, claim, message } in std::mem::take(&mut self.unique) {
            let claimed: Option<Owner> = found.get(&claim)?;
            if claimed.is_some_and(|claimed| Some(claimed.user_id) != owner) {
                self.errors.add(field, message);
            }
        }
        match input {
            Some(input) if self.errors.is_empty() => Ok(input),
            _ => Err(ApiError::Validation(self.errors)),
        }
    }

    /// JSON Schema of a body that contains a `T`: its fields with their rules. A file of it is a string of format `binary`.
    pub fn schema<T: Input>() -> Value {
        let mut fields = Self { rules: Rules::recording(), ..Self::default() };
        // Without values there is no `T`, but every field has been read.
        drop(T::read(&mut fields));
        fields.rules.into_schema()
    }

    /// Declares a field's value as unique; `claim` is the key of its guard.
    pub fn unique(&mut self, field: &'static str, claim: Key, message: &'static str) {
        self.unique.push(Unique { field, claim, message });
    }

    /// Records an error of a field.
    pub fn error(&mut self, name: &str, message: impl Into<String>) {
        self.errors.add(name, message);
    }

    /// Requires fields that are optional in another input with the same fields.
    pub fn require(&mut self, names: &[&'static str]) {
        for name in names {
            self.rules.require(name, true);
            if !self.has(name) {
                self.error(name, "This field is required.");
            }
        }
    }

    /// Reads a field that is required by itself, but only if it is present.
    pub fn if_given<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if !self.has(name) && !self.rules.are_recorded() {
            return Some(None);
        }
        let value = read(self);
        self.rules.require(name, false);
        value.map(Some)
    }

    /// `true` if a field is present, even as `null`.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name) || self.files.contains_key(name)
    }

    /// Text of a field without consuming it.
    pub fn peek(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// `true` if a field is present and not empty.
    pub fn is_filled(&self, name: &str) -> bool {
        let is_empty = |value: &Value| value.is_null() || value.as_str() == Some("");
        let is_filled = self.values.get(name).is_some_and(|value| !is_empty(value));
        is_filled || self.files.contains_key(name) || self.rules.are_recorded()
    }

    /// Reads a file of one of these types. Empty text means none, as in forms.
    pub fn file<'a>(&'a mut self, rule: FileRule, types: &[FileType]) -> Field<'a, ValidatedFile> {
        let name = rule.field;
        self.rules.declare(name, || json!({"type": "string", "format": "binary"}));
        self.rules.set(name, "x-max-bytes", rule.limit);
        self.rules.set(name, "x-content-types", types);
        let typed = match self.files.remove(name) {
            Some(file) => Some(ValidatedFile::new(file, rule, types)),
            None => match self.values.get(name) {
                Some(Value::String(text)) if text.is_empty() => {
                    self.values.insert(name.into(), Value::Null);
                    None
                }
                None | Some(Value::Null) => None,
                Some(_) => Some(Err("The submitted data was not a file. Check the encoding type on the form.".into())),
            },
        };
        let given = match (typed, self.values.remove(name)) {
            (Some(Ok(file)), _) => FieldValue::Value(file),
            (Some(Err(message)), _) => {
                self.errors.add(name, message);
                FieldValue::Wrong
            }
            (None, Some(_)) => FieldValue::Null,
            (None, None) => FieldValue::Missing,
        };
        Field { errors: &mut self.errors, rules: &mut self.rules, name, given }
    }

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

    /// Reads a whole number from 0.
    pub fn integer<'a>(&'a mut self, name: &'static str) -> Field<'a, u64> {
        self.field(
            name,
            || json!({"type": "integer", "minimum": 0}),
            |value| {
                let number = match &value {
                    Value::Number(number) => number.as_u64(),
                    Value::String(text) => text::without_invisible(text).parse().ok(),
                    _ => None,
                };
                number.ok_or_else(|| "A valid integer is required.".into())
            },
        )
    }

    /// Reads a boolean.
    pub fn boolean<'a>(&'a mut self, name: &'static str) -> Field<'a, bool> {
        self.field(
            name,
            || json!({"type": "boolean"}),
            |value| {
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_ascii_lowercase);
                match word.as_str() {
                    "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
                    "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
                    _ => Err("Must be a valid boolean.".into()),
                }
            },
        )
    }

    /// Reads a date, such as `2026-11-23`.
    pub fn date<'a>(&'a mut self, name: &'static str) -> Field<'a, NaiveDate> {
        self.field(
            name,
            || json!({"type": "string", "format": "date"}),
            |value| {
                let date = value.as_str().and_then(|text| text::without_invisible(text).parse().ok());
                let refusal = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
                date.ok_or_else(|| refusal.into())
            },
        )
    }

    /// Reads the optional dates `from` and `to`, which must be in this order.
    pub fn period(&mut self) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
        let from = self.date("from").check(is_in_calendar, out_of_calendar).optional();
        let to = self.date("to").check(is_in_calendar, out_of_calendar).optional();
        let (from, to) = (from?, to?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            self.error("to", "Ensure this date is not before \"from\".");
            return None;
        }
        Some((from, to))
    }

    /// Reads one of a set of values.
    pub fn choice<'a, T: StringEnum>(&'a mut self, name: &'static str) -> Field<'a, T> {
        self.field(
            name,
            || json!({"type": "string", "enum": T::WORDS}),
            |value| {
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                word.parse().map_err(|_| format!("\"{word}\" is not a valid choice."))
            },
        )
    }

    /// Reads a UUID.
    pub fn uuid<'a, T: FromStr>(&'a mut self, name: &'static str) -> Field<'a, T> {
        self.field(
            name,
            || json!({"type": "string", "format": "uuid"}),
            |value| {
                let id = value.as_str().and_then(|text| text::without_invisible(text).parse().ok());
                id.ok_or_else(|| "Must be a valid UUID.".into())
            },
        )
    }

    /// Reads a list of UUIDs, [`MAX_IDS`] at most.
    pub fn uuids<'a, T: FromStr>(&'a mut self, name: &'static str) -> Field<'a, Vec<T>> {
        self.field(
            name,
            || json!({"type": "array", "items": {"type": "string", "format": "uuid"}}),
            |value| {
                let list = match value {
                    Value::Array(list) => list,
                    // In a form, a list of one element looks like a single value.
                    text @ Value::String(_) => vec![text],
                    other => return Err(not_a_list(&other)),
                };
                let ids = list.iter().map(|item| item.as_str().and_then(|text| text.trim().parse().ok()));
                ids.collect::<Option<Vec<T>>>().ok_or_else(|| "Must be a valid UUID.".into())
            },
        )
        .max_items(MAX_IDS)
    }

    /// Reads a list of texts of one line.
    pub fn texts<'a>(&'a mut self, name: &'static str) -> Field<'a, Vec<String>> {
        self.field(
            name,
            || json!({"type": "array", "items": {"type": "string"}}),
            |value| {
                let list = match value {
                    Value::Array(list) => list,
                    // In a form, a list of one element looks like a single value.
                    Value::String(text) => vec![Value::String(text)],
                    other => return Err(not_a_list(&other)),
                };
                let texts = list.iter().map(|item| {
                    let text = item.as_str().ok_or_else(|| "Not a valid string.".to_owned())?;
                    text::line(text).map_err(refused_control)
                });
                texts.collect()
            },
        )
    }

    /// Reads a list of values of a set.
    pub fn words<'a, T: StringEnum>(&'a mut self, name: &'static str) -> Field<'a, Vec<T>> {
        self.field(
            name,
            || json!({"type": "array", "items": {"type": "string", "enum": T::WORDS}}),
            |value| {
                let list = match value {
                    Value::Array(list) => list,
                    // In a form, a list of one element looks like a single value.
                    text @ Value::String(_) => vec![text],
                    other => return Err(not_a_list(&other)),
                };
                let parse = |item: Value| {
                    let word = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
                    word.parse().map_err(|_| format!("\"{word}\" is not a valid choice."))
                };
                list.into_iter().map(parse).collect()
            },
        )
    }

    /// Reads an object with any keys.
    pub fn object<'a>(&'a mut self, name: &'static str) -> Field<'a, Map<String, Value>> {
        self.field(
            name,
            || json!({"type": "object"}),
            |value| match value {
                Value::Object(map) => Ok(map),
                other => Err(format!("Expected a dictionary of items but got type \"{}\".", kind_of(&other))),
            },
        )
    }

    fn field<'a, T>(
        &'a mut self,
        name: &'static str,
        kind: fn() -> Value,
        parse: impl FnOnce(Value) -> Result<T, String>,
    ) -> Field<'a, T> {
        self.rules.declare(name, kind);
        let given = match self.values.remove(name) {
            None => FieldValue::Missing,
            Some(Value::Null) => FieldValue::Null,
            Some(value) => match parse(value) {
                Ok(value) => FieldValue::Value(value),
                Err(message) => {
                    self.errors.add(name, message);
                    FieldValue::Wrong
                }
            },
        };
        Field { errors: &mut self.errors, rules: &mut self.rules, name, given }
    }
}

/// Owner of a unique value, as stored in its guard.
#[derive(Deserialize)]
struct Owner {
    #[serde(alias = "id")]
    user_id: u64,
}

fn refused_control(text::ControlCharacter(control): text::ControlCharacter) -> String {
    let which = if control == '\0' { "Null" } else { "Control" };
    format!("{which} characters are not allowed.")
}

/// `true` for a date whose year has four digits, so that dates sort as text.
fn is_in_calendar(day: &NaiveDate) -> bool {
    (0..=9999).contains(&day.year())
}

fn out_of_calendar() -> String {
    "Ensure this date is between the years 0 and 9999.".to_owned()
}

fn not_a_list(value: &Value) -> String {
    format!("Expected a list of items but got type \"{}\".", kind_of(value))
}

/// Python's name of a JSON value's type, as used in DRF's messages.
pub(in crate::http) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}
