//! Fields of several values: lists and objects.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::{Field, Fields, scalars::word, texts::refused_control};
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
