//! A greeting: what the widget says by itself, and when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::string_enum;
use crate::{
    ids::GreetingId,
    table::{Entity, Key, Query, padded},
    time::Timestamp,
};

string_enum!(
    /// Visitors whom a greeting is for.
    GreetedVisitors {
        /// All.
        All = "all",
        /// Those who are here for the first time.
        New = "new",
        /// Those who were here before.
        Returning = "returning",
    }
);

string_enum!(
    /// State of the desk in which a greeting is said.
    GreetingTime {
        /// Any.
        Always = "always",
        /// Within the opening hours.
        Open = "open",
        /// Within the opening hours, with an agent there.
        Online = "online",
    }
);

/// A text, and the conditions for saying it, which have to be met all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GreetingRule {
    /// Text.
    pub text: String,
    /// Language of the widget, by ISO 639-1; empty for any.
    pub language: String,
    /// Page, by its path such as `/pricing`, or its address if it has `://`; `*` stands for any text. Empty for all.
    pub page: String,
    /// Part of the address of the page that led to the site; empty for any.
    pub referrer: String,
    /// Visitors whom it is for.
    pub visitors: GreetedVisitors,
    /// State of the desk in which it is said.
    pub only_when: GreetingTime,
    /// Seconds on the page before it is said.
    pub after_seconds: u64,
    /// Part of the page that has been scrolled to, in per cent.
    pub scroll_percent: u64,
    /// `true` if the pointer has to leave towards the tabs first.
    pub on_exit: bool,
}

/// A greeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Greeting {
    /// Its number.
    pub id: GreetingId,
    /// Its text and conditions.
    #[serde(flatten)]
    pub rule: GreetingRule,
    /// `false` while it isn't said.
    pub is_active: bool,
    /// Visitors to whom it was said.
    #[serde(default)]
    #[schema(required)]
    pub shown: u64,
    /// Those of them who have opened the chat from it.
    #[serde(default)]
    #[schema(required)]
    pub opened: u64,
    /// Chats that began with it.
    #[serde(default)]
    #[schema(required)]
    pub chats: u64,
    /// Time of the last change.
    pub updated_at: Timestamp,
}

string_enum!(
    /// Result of a greeting.
    GreetingCount {
        /// It was said to a visitor.
        Shown = "shown",
        /// The visitor has opened the chat from it.
        Opened = "opened",
        /// The visitor has begun a chat after it.
        Chats = "chats",
    }
);

/// Partition of all greetings.
const PARTITION: &str = "GREETINGS";

impl Greeting {
    /// Key of the greeting with this number.
    pub fn key_of(id: GreetingId) -> Key {
        Key::new(PARTITION, padded(id.0))
    }

    /// List of all greetings, by number.
    pub fn all() -> Query {
        Query::table(PARTITION)
    }

    /// `true` if it is said while the desk is open or not, and attended or not.
    pub fn is_said_while(&self, is_open: bool, is_online: bool) -> bool {
        self.is_active
            && match self.rule.only_when {
                GreetingTime::Always => true,
                GreetingTime::Open => is_open,
                GreetingTime::Online => is_open && is_online,
            }
    }
}

impl Entity for Greeting {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}
