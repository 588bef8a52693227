//! Fields of several values: lists, objects, and objects with fields of their own.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::{Field, Fields, Rules, scalars::word, texts::refused_control};
use crate::{model::StringEnum, text};

/// Most ids in one request.
pub const MAX_IDS: usize = 100;

impl Fields {
    /// Reads a list of UUIDs, [`MAX_IDS`] at most.
    pub fn uuids<'a, T: FromStr>(&'a mut self, name: &'static str) -> Field<'a, Vec<T>> {
        let id = |item: &Value| item.as_str().and_then(|text| text.trim().parse().ok());
        let refusal = || "Must be a valid UUID.".to_owned();
        self.list(name, || json!({"type": "string", "format": "uuid"}), move |item| id(item).ok_or_else(refusal))
            .max_items(MAX_IDS)
    }

    /// Reads a list of texts of one line.
    pub fn texts<'a>(&'a mut self, name: &'static str) -> Field<'a, Vec<String>> {
        self.list(
            name,
            || json!({"type": "string"}),
            |item| {
                let text = item.as_str().ok_or_else(|| "Not a valid string.".to_owned())?;
                text::line(text).map_err(refused_control)
            },
        )
    }

    /// Reads a list of values of a set.
    pub fn words<'a, T: StringEnum>(&'a mut self, name: &'static str) -> Field<'a, Vec<T>> {
        self.list(name, || json!({"type": "string", "enum": T::WORDS}), word)
    }

    fn list<'a, T>(
        &'a mut self,
        name: &'static str,
        items: fn() -> Value,
        parse: impl Fn(&Value) -> Result<T, String>,
    ) -> Field<'a, Vec<T>> {
        self.field(
            name,
            || json!({"type": "array", "items": items()}),
            |value| match value {
                Value::Array(list) => list.iter().map(parse).collect(),
                // In a form, a list of one element looks like a single value.
                text @ Value::String(_) => parse(&text).map(|item| vec![item]),
                other => Err(format!("Expected a list of items but got type \"{}\".", kind_of(&other))),
            },
        )
    }

    /// Reads an optional object with fields of its own, whose errors are named `name.field`.
    pub fn group<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        let value = match self.values.remove(name) {
            Some(value) => value,
            None if self.rules.are_recorded() => json!({}),
            None => return Some(None),
        };
        let mut inner = self.inner(name, value)?;
        let read = read(&mut inner);
        let Self { errors, rules, .. } = inner;
        self.rules.declare(name, || rules.into_schema());
        let is_valid = errors.is_empty();
        self.errors.extend_within(name, errors);
        read.filter(|_| is_valid).map(Some)
    }

    /// Reads an optional list of objects, `limit` at most, each with fields of its own, whose errors are named by their
    /// place in the list: `name.0.field`.
    pub fn groups<T>(
        &mut self,
        name: &'static str,
        limit: usize,
        read: impl Fn(&mut Self) -> Option<T>,
    ) -> Option<Option<Vec<T>>> {
        let list =
            self.list(name, || json!({"type": "object"}), |value| Ok(value.clone())).max_items(limit).optional()?;
        if self.rules.are_recorded() {
            let mut element = Self { rules: Rules::recording(), ..Self::default() };
            drop(read(&mut element));
            self.rules.set(name, "items", element.rules.into_schema());
        }
        let Some(list) = list else { return Some(None) };
        let mut elements = Vec::new();
        for (place, value) in list.into_iter().enumerate() {
            let within = format!("{name}.{place}");
            let mut inner = self.inner(&within, value)?;
            let element = read(&mut inner);
            let is_valid = inner.errors.is_empty();
            self.errors.extend_within(&within, inner.errors);
            elements.push(element.filter(|_| is_valid));
        }
        elements.into_iter().collect::<Option<Vec<T>>>().map(Some)
    }

    /// The fields of a field that is an object.
    fn inner(&mut self, name: &str, value: Value) -> Option<Self> {
        let Value::Object(values) = value else {
            self.errors.add(name, format!("Expected a dictionary of items but got type \"{}\".", kind_of(&value)));
            return None;
        };
        let mut inner = Self::new(values);
        if self.rules.are_recorded() {
            inner.rules = Rules::recording();
        }
        Some(inner)
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
