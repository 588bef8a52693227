//! A field with its rules, and its default.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Map, Value};

use super::rules::Rules;
use crate::{error::FieldErrors, model::StringEnum, text::shows_something};

/// A field with its value and rules. [`required`](Field::required), [`or`](Field::or) or [`optional`](Field::optional)
/// finishes it; they return `None` only after an error was recorded.
#[derive(Debug)]
pub struct Field<'a, T> {
    pub(super) errors: &'a mut FieldErrors,
    pub(super) rules: &'a mut Rules,
    pub(super) name: &'static str,
    pub(super) given: FieldValue<T>,
}

#[derive(Debug)]
pub(super) enum FieldValue<T> {
    Missing,
    Null,
    Value(T),
    /// Invalid, and the error is recorded.
    Wrong,
}

impl<'a, T> Field<'a, T> {
    /// Checks the value by a rule that a keyword of JSON Schema can express.
    #[must_use]
    pub fn bound(
        self,
        keyword: &str,
        limit: impl Serialize,
        rule: impl FnOnce(&T) -> bool,
        message: impl FnOnce() -> String,
    ) -> Self {
        self.rules.set(self.name, keyword, limit);
        self.check(rule, message)
    }

    /// Checks the value by a rule that its description doesn't have.
    #[must_use]
    pub fn check(mut self, rule: impl FnOnce(&T) -> bool, message: impl FnOnce() -> String) -> Self {
        if let FieldValue::Value(value) = &self.given
            && !rule(value)
        {
            self.errors.add(self.name, message());
            self.given = FieldValue::Wrong;
        }
        self
    }

    /// States what the field means here, where that isn't the usual meaning of its name.
    #[must_use]
    pub fn means(self, meaning: &str) -> Self {
        self.rules.set(self.name, "description", meaning);
        self
    }

    /// Treats `null` as an absent field.
    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.rules.allow_null(self.name);
        if matches!(self.given, FieldValue::Null) {
            self.given = FieldValue::Missing;
        }
        self
    }

    /// Parses the value into another type.
    pub fn parse<U>(self, parse: impl FnOnce(T) -> Result<U, String>) -> Field<'a, U> {
        let Self { errors, rules, name, given } = self;
        let given = match given {
            FieldValue::Missing => FieldValue::Missing,
            FieldValue::Null => FieldValue::Null,
            FieldValue::Wrong => FieldValue::Wrong,
            FieldValue::Value(value) => match parse(value) {
                Ok(value) => FieldValue::Value(value),
                Err(message) => {
                    errors.add(name, message);
                    FieldValue::Wrong
                }
            },
        };
        Field { errors, rules, name, given }
    }

    pub(super) fn map(self, convert: impl FnOnce(T) -> T) -> Self {
        let given = match self.given {
            FieldValue::Value(value) => FieldValue::Value(convert(value)),
            other => other,
        };
        Self { given, ..self }
    }

    /// Returns the value of a required field.
    pub fn required(self) -> Option<T> {
        self.rules.require(self.name, true);
        match self.given {
            FieldValue::Value(value) => Some(value),
            FieldValue::Missing => self.refuse("This field is required."),
            FieldValue::Null => self.refuse("This field may not be null."),
            FieldValue::Wrong => None,
        }
    }

    /// Returns the value, or `default` if the field is absent.
    pub fn or(self, default: impl Into<T>) -> Option<T>
    where
        T: Serialize,
    {
        let default = default.into();
        self.rules.default(self.name, &default);
        self.optional().map(|value| value.unwrap_or(default))
    }

    /// Returns the value, or `Some(None)` if the field is absent.
    pub fn optional(self) -> Option<Option<T>> {
        match self.given {
            FieldValue::Value(value) => Some(Some(value)),
            FieldValue::Missing => Some(None),
            FieldValue::Null => self.refuse("This field may not be null."),
            FieldValue::Wrong => None,
        }
    }

    fn refuse<U>(self, message: &str) -> Option<U> {
        self.errors.add(self.name, message);
        None
    }
}

impl Field<'_, String> {
    /// Requires visible characters.
    #[must_use]
    pub fn filled(self) -> Self {
        self.bound("minLength", 1, |text| shows_something(text), || "This field may not be blank.".into())
    }

    /// Requires at least `limit` characters.
    #[must_use]
    pub fn min(self, limit: usize, message: impl FnOnce() -> String) -> Self {
        self.bound("minLength", limit, |text| text.chars().count() >= limit, message)
    }

    /// Requires at most `limit` characters.
    #[must_use]
    pub fn max(self, limit: usize) -> Self {
        let message = || format!("Ensure this field has no more than {limit} characters.");
        self.bound("maxLength", limit, |text| text.chars().count() <= limit, message)
    }

    /// Requires one of these words.
    #[must_use]
    pub fn one_of(self, words: &[&str], message: impl FnOnce() -> String) -> Self {
        self.bound("enum", words, |text| words.contains(&text.as_str()), message)
    }
}

impl<T: StringEnum + Display + PartialEq> Field<'_, T> {
    /// Refuses one value of the set.
    #[must_use]
    pub fn other_than(self, refused: T) -> Self {
        let word = refused.to_string();
        let others: Vec<&str> = T::WORDS.iter().copied().filter(|other| *other != word).collect();
        self.bound("enum", others, |value| *value != refused, || format!("\"{word}\" is not a valid choice."))
    }
}

impl<T: PartialOrd + Display + Copy + Serialize> Field<'_, T> {
    /// Requires at least `limit`.
    #[must_use]
    pub fn at_least(self, limit: T) -> Self {
        let message = || format!("Ensure this value is greater than or equal to {limit}.");
        self.bound("minimum", limit, |value| *value >= limit, message)
    }

    /// Requires at most `limit`.
    #[must_use]
    pub fn at_most(self, limit: T) -> Self {
        self.at_most_or(limit, || format!("Ensure this value is less than or equal to {limit}."))
    }

    /// Requires at most `limit`, and says otherwise what it is a limit of.
    #[must_use]
    pub fn at_most_or(self, limit: T, message: impl FnOnce() -> String) -> Self {
        self.bound("maximum", limit, |value| *value <= limit, message)
    }
}

impl<T> Field<'_, Vec<T>> {
    /// Requires an element.
    #[must_use]
    pub fn not_empty(self) -> Self {
        self.bound("minItems", 1, |list| !list.is_empty(), || "This list may not be empty.".into())
    }

    /// Requires at most `limit` elements.
    #[must_use]
    pub fn max_items(self, limit: usize) -> Self {
        self.bound("maxItems", limit, |list| list.len() <= limit, too_many(limit))
    }
}

impl Field<'_, Vec<String>> {
    /// Requires each element to be one of these words.
    #[must_use]
    pub fn each_of(self, words: &[&str], message: impl FnOnce() -> String) -> Self {
        self.rules.set_items(self.name, "enum", words);
        self.check(|list| list.iter().all(|text| words.contains(&text.as_str())), message)
    }

    /// Requires 1 to `limit` characters of each element.
    #[must_use]
    pub fn max_each(self, limit: usize, message: impl FnOnce() -> String) -> Self {
        self.rules.set_items(self.name, "minLength", 1);
        self.rules.set_items(self.name, "maxLength", limit);
        self.check(|list| list.iter().all(|text| (1..=limit).contains(&text.chars().count())), message)
    }
}

impl Field<'_, Map<String, Value>> {
    /// Requires at most `limit` entries.
    #[must_use]
    pub fn max_entries(self, limit: usize) -> Self {
        self.bound("maxProperties", limit, |map| map.len() <= limit, too_many(limit))
    }

    /// States the schemas of the entries, for [`parse`](Self::parse) to enforce.
    #[must_use]
    pub fn entries_of(self, names: Value, values: Value) -> Self {
        self.rules.set(self.name, "propertyNames", names);
        self.rules.set(self.name, "additionalProperties", values);
        self
    }
}

fn too_many(limit: usize) -> impl FnOnce() -> String {
    move || format!("Ensure this field has no more than {limit} elements.")
}
