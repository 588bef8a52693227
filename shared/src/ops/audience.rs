//! Who gets an event: the connections of those who may see it.
//!
//! Read beside the write that the event tells of, so that it costs no time of its own. A reading that fails leaves
//! somebody without a push, not without the event: the table is the truth.

use std::collections::BTreeMap;

use chrono::Duration;
use futures_util::{StreamExt, future::join_all, stream};
use serde::Deserialize;
use tokio::time::timeout;

use super::connections;
use crate::{
    State,
    event::Event,
    ids::{ConnectionId, RoomId, UserId},
    model::{Head, Side},
    push::Posted,
    table::{Query, Table, keys},
    time::Timestamp,
};

/// How many connections are posted to at once.
const AT_ONCE: usize = 64;
/// How long telling may take in all: nobody waits for an answer because others are slow to listen.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
/// How many connections one partition is read for.
const MOST: usize = 10_000;

/// For so long a connection may still be opening: API Gateway takes no posts to it before `$connect` has returned, and
/// gives that 29 s.
const OPENING: Duration = Duration::seconds(30);

/// Connections, each with whose it is.
#[derive(Clone, Debug, Default)]
pub struct Audience(BTreeMap<ConnectionId, Recipient>);

#[derive(Clone, Debug, Deserialize)]
struct Recipient {
    connection_id: ConnectionId,
    user_id: UserId,
    /// Of a visitor's connection, the one room that it is to hear of.
    #[serde(default)]
    room_id: Option<RoomId>,
    /// Absent where the connection must be open, as it has sent a frame.
    #[serde(default)]
    opened_at: Option<Timestamp>,
    expires_at: Timestamp,
}

impl Recipient {
    /// Whether a connection that takes no posts is gone, rather than not quite there yet.
    fn is_past_opening(&self) -> bool {
        self.opened_at.is_none_or(|opened_at| opened_at.after(OPENING) < Timestamp::now())
    }
}

impl Audience {
    /// Everyone who sees a room: its customer, its agent, and staff who watch it.
    pub async fn of_room(table: &Table, head: &Head) -> Self {
        let users = [head.user_on(Side::Customer), head.user_on(Side::Agent)];
        let users = Self::of_users(table, users.into_iter().flatten());
        let (users, watchers) = tokio::join!(users, Self::watching(table, head));
        users.and(watchers)
    }

    /// The staff who see a room: its agent, and those who watch it.
    pub async fn of_staff_in(table: &Table, head: &Head) -> Self {
        let agent = head.user_on(Side::Agent);
        let (agent, watchers) = tokio::join!(Self::of_users(table, agent), Self::watching(table, head));
        agent.and(watchers).without(head.customer_id)
    }

    async fn watching(table: &Table, head: &Head) -> Self {
        Self::read(table, Query::table(keys::room(head.room_id)).prefix(keys::WATCH)).await
    }

    /// Every connection of these users.
    pub async fn of_users(table: &Table, users: impl IntoIterator<Item = UserId>) -> Self {
        let users: std::collections::BTreeSet<UserId> = users.into_iter().collect();
        let connections =
            users.into_iter().map(|user| Self::read(table, Query::table(keys::user(user)).prefix(keys::CONNECTION)));
        join_all(connections).await.into_iter().fold(Self::default(), Self::and)
    }

    /// All staff who are online.
    pub async fn of_staff(table: &Table) -> Self {
        Self::read(table, Query::table(keys::staff())).await
    }

    async fn read(table: &Table, query: Query) -> Self {
        let now = Timestamp::now();
        match table.take::<Recipient>(&query, MOST).await {
            Ok(found) => {
                let alive = found.into_iter().filter(|recipient| now < recipient.expires_at);
                Self(alive.map(|recipient| (recipient.connection_id.clone(), recipient)).collect())
            }
            Err(error) => {
                tracing::warn!(%error, "an audience could not be read");
                Self::default()
            }
        }
    }

    /// These and those.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// How many connections.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// Those who belong to `user`.
    #[must_use]
    pub fn only(&self, user: UserId) -> Self {
        let theirs = self.0.iter().filter(|(_, recipient)| recipient.user_id == user);
        Self(theirs.map(|(id, recipient)| (id.clone(), recipient.clone())).collect())
    }

    /// All but those who belong to `user`.
    #[must_use]
    pub fn without(mut self, user: UserId) -> Self {
        self.0.retain(|_, recipient| recipient.user_id != user);
        self
    }

    /// Posts an event to all of them and clears away connections that turn out to be gone. Returns when each has been
    /// posted to or given up on: what Lambda leaves running when a function answers is frozen.
    pub async fn tell(&self, state: &State, event: &Event) {
        let frame = &event.to_frame();
        let mut concerned: Vec<Recipient> = self.0.values().cloned().collect();
        concerned.retain(|recipient| event.is_for_guest_of(recipient.room_id));
        let told = stream::iter(concerned)
            .map(|recipient| async move {
                let connection = &recipient.connection_id;
                if state.push.post(connection, frame).await == Posted::Gone && recipient.is_past_opening() {
                    connections::forget(state, connection).await;
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect::<()>();
        if timeout(PATIENCE, told).await.is_err() {
            tracing::warn!("an event did not reach everyone in time");
        }
    }
}
