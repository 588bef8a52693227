//! Cursors: the opaque text in `next` and `previous` that says where in a list to go on, and in which direction.
//!
//! A cursor names a place by its keys, never by a count, so a page costs the same wherever it is. It isn't signed: the
//! partition that is read is the server's choice, so a forged cursor only chooses where in the caller's own list to
//! start, and a senseless one is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// Where a page starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor<P = Place> {
    /// Whether the page lies before the place instead of behind it.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub backwards: bool,
    /// The place that the page is next to.
    #[serde(rename = "p")]
    pub place: P,
}

/// The place of an item in a list: its primary key and, in an index, the sort key there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    #[serde(rename = "k")]
    pub(super) pk: String,
    #[serde(rename = "s")]
    pub(super) sk: String,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub(super) index_sk: Option<String>,
}

impl<P: Serialize + for<'de> Deserialize<'de>> Cursor<P> {
    /// The text of this cursor, fit for a URL.
    pub fn encode(&self) -> String {
        // The fields are text and flags, which always have a JSON form.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The cursor of this text; `None` if it isn't one.
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cursor() -> impl Strategy<Value = Cursor> {
        (any::<bool>(), any::<String>(), any::<String>(), any::<Option<String>>())
            .prop_map(|(backwards, pk, sk, index_sk)| Cursor { backwards, place: Place { pk, sk, index_sk } })
    }

    proptest! {
        #[test]
        fn a_cursor_survives_the_url(cursor in cursor()) {
            let text = cursor.encode();
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            prop_assert_eq!(Cursor::decode(&text), Some(cursor));
        }

        #[test]
        fn any_other_text_is_refused_without_a_panic(text in ".*") {
            if let Some(cursor) = Cursor::<Place>::decode(&text) {
                prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
            }
        }
    }
}
