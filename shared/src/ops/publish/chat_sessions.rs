//! Chat sessions as they were read for the recipients of events.
//!
//! Read concurrently with the write of an event, so that it adds no latency. After a failed read some recipients get no
//! push, but don't lose the event: clients synchronize with the table.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use crate::{
    ids::{ConnectionId, RoomId, UserId},
    model::{ChatSessionEntry, Head, Role, Watcher},
    table::{Query, Table},
    time::Timestamp,
};

/// Lists read concurrently: each needs a connection to the table, with its handshake.
const READ_CONCURRENCY: usize = 16;
/// Maximum number of connections read from one list.
const MAX_RECIPIENTS: usize = 10_000;

/// Time for which a connection may still be opening: API Gateway refuses posts to it before `$connect` has returned,
/// which may take 29 s.
const CONNECT_GRACE: Duration = Duration::seconds(30);

/// A list of chat sessions: one partition of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ops) enum List {
    /// Of a user.
    User(UserId),
    /// Of staff who watch a room.
    Watchers(RoomId),
    /// Of all staff.
    Staff,
}

impl List {
    fn query(self) -> Query {
        match self {
            Self::User(user) => ChatSessionEntry::of_user(user),
            Self::Watchers(room) => Watcher::of_room(room),
            Self::Staff => ChatSessionEntry::of_staff(),
        }
    }
}

/// Chat sessions by the lists they were read from.
#[derive(Clone, Debug, Default)]
pub(in crate::ops) struct ChatSessions(BTreeMap<List, Vec<ListedSession>>);

/// A chat session, as far as that decides what is posted to it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ListedSession {
    pub connection_id: ConnectionId,
    pub user_id: UserId,
    pub role: Role,
    /// The only room of a visitor's connection.
    #[serde(default)]
    pub room_id: Option<RoomId>,
    /// Absent for a watcher: a connection that has sent a frame is open.
    #[serde(default)]
    pub opened_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

impl ListedSession {
    /// `true` if the user may see the room with this head now.
    pub fn sees(&self, head: &Head) -> bool {
        self.role.is_staff() || self.user_id == head.customer_id && self.subscribes_to(Some(head.room_id))
    }

    /// `true` if the connection receives events of that room; a visitor's receives those of one room only.
    pub fn subscribes_to(&self, room_id: Option<RoomId>) -> bool {
        self.room_id.is_none_or(|own| room_id.is_none_or(|concerned| concerned == own))
    }

    /// `true` if a connection that refuses posts is gone, rather than still opening.
    pub fn is_past_opening(&self) -> bool {
        self.opened_at.is_none_or(|opened_at| opened_at.after(CONNECT_GRACE) < Timestamp::now())
    }
}

impl ChatSessions {
    /// Reads lists, each once.
    pub async fn read(table: &Table, lists: impl IntoIterator<Item = List>) -> Self {
        let lists: BTreeSet<List> = lists.into_iter().collect();
        let sessions = stream::iter(lists).map(async |list| (list, read(table, list).await));
        Self(sessions.buffer_unordered(READ_CONCURRENCY).collect().await)
    }

    /// Sessions in these lists; one that is in several comes once.
    pub(super) fn listed(&self, lists: impl Iterator<Item = List>) -> impl Iterator<Item = &ListedSession> {
        let listed = lists.filter_map(|list| self.0.get(&list)).flatten();
        let unique: BTreeMap<_, _> = listed.map(|session| (&session.connection_id, session)).collect();
        unique.into_values()
    }

    /// Number of sessions.
    pub fn size(&self) -> usize {
        self.listed(self.0.keys().copied()).count()
    }
}

/// Reads a list; what can't be read is empty.
async fn read(table: &Table, list: List) -> Vec<ListedSession> {
    let now = Timestamp::now();
    match table.take::<ListedSession>(&list.query(), MAX_RECIPIENTS).await {
        Ok(mut sessions) => {
            sessions.retain(|session| now < session.expires_at);
            sessions
        }
        Err(error) => {
            tracing::warn!(%error, ?list, "failed read of recipients");
            Vec::new()
        }
    }
}
