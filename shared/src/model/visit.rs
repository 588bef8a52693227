//! A visitor's visit to the site, as the page told of it when the chat was started.

use serde::{Deserialize, Serialize};

/// Page and language that a visitor began a chat in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visit {
    /// URL of the page, which the links in mails lead to; empty if none was given that may be linked to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// Language of the widget, such as `es`; empty if none was given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
}

impl Visit {
    /// `true` if nothing was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
