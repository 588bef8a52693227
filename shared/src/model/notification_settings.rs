//! Settings of a user: the occasions to reach them by mail, and the time before that; and by web push.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{LISTING, Occasion, Role, User};
use crate::{
    ids::UserId,
    table::{Entity, IndexKey, Key, Query, padded},
};

/// Minutes before a mail to staff, unless they choose others.
const MINUTES: u64 = 5;

/// Settings of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSettings {
    /// User.
    pub user_id: UserId,
    /// Number of changes so far.
    pub version: u64,
    /// `true` to get mail about unread messages; `None` for the default of the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_message: Option<bool>,
    /// `true` to get mail about chats that wait for an agent. Of staff, as all that follow.
    pub new_chat: bool,
    /// `true` to get mail about chats that somebody else has assigned to the user.
    pub assigned: bool,
    /// `true` to get the report of each day. Of admins.
    pub daily_report: bool,
    /// Occasions that aren't pushed, wherever the user turned push notifications on.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub not_pushed: BTreeSet<Occasion>,
    /// Minutes for which nobody has attended to a chat before a mail is sent about it.
    pub after_minutes: u64,
    /// Language of these mails, as a tag (RFC 5646): of the browser that changed the settings last.
    pub language: String,
    /// Day of the last report that was mailed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<NaiveDate>,
}

/// Partition in [`LISTING`] of the settings of all who get mail about the desk.
const RECIPIENTS: &str = "MAIL_RECIPIENTS";

impl NotificationSettings {
    /// The settings of a user who has changed none.
    pub fn of(user_id: UserId) -> Self {
        Self {
            user_id,
            version: 0,
            new_message: None,
            new_chat: false,
            assigned: false,
            daily_report: false,
            not_pushed: BTreeSet::new(),
            after_minutes: MINUTES,
            language: String::new(),
            reported_on: None,
        }
    }

    /// `true` if a user with this role gets mail about unread messages. Customers do unless they refuse: they have no
    /// console to come back to.
    pub fn is_mailed_messages(&self, role: Role) -> bool {
        self.new_message.unwrap_or(!role.is_staff())
    }

    /// `true` if the user is pushed this, where they turned push notifications on.
    pub fn is_pushed(&self, occasion: Occasion) -> bool {
        !self.not_pushed.contains(&occasion)
    }

    /// `true` if the agent gets mail about this.
    pub fn includes(&self, subject: Occasion) -> bool {
        match subject {
            Occasion::NewChat => self.new_chat,
            Occasion::NewMessage => self.is_mailed_messages(Role::Agent),
            Occasion::Assigned => self.assigned,
        }
    }

    /// Key of a user's settings.
    pub fn key_of(user: UserId) -> Key {
        Key::new(User::partition(user), "NOTIFY")
    }

    /// List of the settings of all who get mail about waiting chats or days, by user.
    pub fn of_recipients() -> Query {
        Query::index(LISTING, RECIPIENTS)
    }
}

impl Entity for NotificationSettings {
    fn key(&self) -> Key {
        Self::key_of(self.user_id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let listed = IndexKey { index: LISTING, pk: RECIPIENTS.into(), sk: Some(padded(self.user_id.0)) };
        if self.new_chat || self.daily_report { vec![listed] } else { Vec::new() }
    }
}
