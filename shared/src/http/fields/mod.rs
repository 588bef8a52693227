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

mod collections;
mod field;
mod file;
mod rules;
mod scalars;
mod texts;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

pub use collections::MAX_IDS;
pub use field::Field;
pub use file::{FileRule, UploadedPart, ValidatedFile, checked_name, checked_type, too_large};

use crate::{
    ApiError, State,
    error::FieldErrors,
    model::FileType,
    table::{Key, Read},
};
pub(in crate::http) use collections::kind_of;
use field::FieldValue;
use rules::Rules;

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

    /// JSON Schema of a body that contains a `T`: its fields with their rules. A file of it is a string of format
    /// `binary`.
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

    /// Refuses all fields that were not read: of an object whose keys are values, such as days of the week.
    pub fn refuse_others(&mut self, message: &str) {
        for name in std::mem::take(&mut self.values).keys() {
            self.errors.add(name, message);
        }
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

    /// Reads a field of a kind, which is described by a schema.
    fn field<'a, T>(
        &'a mut self,
        name: &'static str,
        kind: impl FnOnce() -> Value,
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
