//! Cursors: the opaque text in `next` and `previous`, a position in a list and a direction.
//!
//! A cursor identifies a position by its keys, never by a count, so a page costs the same wherever it is. It isn't
//! signed: the server chooses the partition, so a forged cursor can only start elsewhere in the caller's own list, and
//! an invalid one is refused.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// Start of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor<P = Place> {
    /// `true` for the page before the position, `false` for the one after it.
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    pub backwards: bool,
    /// Position next to the page.
    #[serde(rename = "p")]
    pub place: P,
}

/// Position of an item in a list: its primary key and, in an index, the sort key there.
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
    /// Encodes the cursor as text that is safe in a URL.
    pub fn encode(&self) -> String {
        // Serialization can't fail: all fields are text and flags.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Decodes a cursor; `None` for text that isn't one.
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
