//! Fields of one value that isn't any text: numbers, dates, choices, ids.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::{Field, Fields};
use crate::{model::StringEnum, text};

impl Fields {
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
        .check(is_in_calendar, out_of_calendar)
    }

    /// Reads the optional dates `from` and `to`, which must be in this order.
    pub fn period(&mut self) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
        let from = self.date("from").optional();
        let to = self.date("to").optional();
        let (from, to) = (from?, to?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            self.error("to", "Ensure this date is not before \"from\".");
            return None;
        }
        Some((from, to))
    }

    /// Reads one of a set of values.
    pub fn choice<'a, T: StringEnum>(&'a mut self, name: &'static str) -> Field<'a, T> {
        self.field(name, || json!({"type": "string", "enum": T::WORDS}), |value| word(&value))
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
}

/// Parses one of a set of values.
pub(super) fn word<T: StringEnum>(value: &Value) -> Result<T, String> {
    let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    word.parse().map_err(|_| format!("\"{word}\" is not a valid choice."))
}

/// `true` for a date whose year has four digits, so that dates sort as text.
fn is_in_calendar(day: &NaiveDate) -> bool {
    (0..=9999).contains(&day.year())
}

fn out_of_calendar() -> String {
    "Ensure this date is between the years 0 and 9999.".to_owned()
}
