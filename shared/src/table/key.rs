//! The primary key of an item. Each entity formats its own, beside its definition in `model`; docs/data-model.md lists
//! them all.
//!
//! Keys sort as text, so numbers are [padded](padded) with zeros, and times are written in RFC 3339 with a fixed number
//! of digits.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Primary key of an item: partition and sort key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    /// The key with this partition and sort key.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }
}

/// Greatest number that sorts by its [padded](padded) form.
pub const MAX_PADDED: u64 = 999_999_999_999;

/// Formats a number so that it sorts as text: with twelve digits.
pub fn padded(number: u64) -> String {
    format!("{number:012}")
}

/// Later than every day that is stored.
pub const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// Range of the sort keys that begin with the days from `first` to `last`.
pub fn days(first: NaiveDate, last: NaiveDate) -> (String, String) {
    (first.to_string(), format!("{last}~"))
}
