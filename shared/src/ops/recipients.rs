//! Who gets an event: the connections of those who may see it, each asked by its own role when it is posted to.
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
    model::{Head, Role, Side},
    push::Posted,
    table::{Query, Table, keys},
    time::Timestamp,
    views::Reader,
};

/// How many connections are posted to at once.
const FAN_OUT_CONCURRENCY: usize = 64;
/// How long telling may take in all: nobody waits for an answer because others are slow to listen.
const FAN_OUT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);
/// How many connections one partition is read for.
const MAX_RECIPIENTS: usize = 10_000;

/// For so long a connection may still be opening: API Gateway takes no posts to it before `$connect` has returned, and
/// gives that 29 s.
const CONNECT_GRACE: Duration = Duration::seconds(30);

/// Connections, each with whose it is.
#[derive(Clone, Debug, Default)]
pub struct Recipients(BTreeMap<ConnectionId, Recipient>);

#[derive(Clone, Debug, Deserialize)]
struct Recipient {
    connection_id: ConnectionId,
    user_id: UserId,
    role: Role,
    /// Of a visitor's connection, the one room that it is to hear of.
    #[serde(default)]
    room_id: Option<RoomId>,
    /// Absent where the connection must be open, as it has sent a frame.
    #[serde(default)]
    opened_at: Option<Timestamp>,
    expires_at: Timestamp,
}

impl Recipient {
    /// Whether its user may see the room with this head now: whoever was an agent when they joined it need not be one any
    /// more.
    fn sees(&self, head: &Head) -> bool {
        self.role.is_staff() || self.user_id == head.customer_id && self.hears_of(Some(head.room_id))
    }

    /// Whether it is to hear of that room; a visitor's of one alone.
    fn hears_of(&self, room_id: Option<RoomId>) -> bool {
        self.room_id.is_none_or(|own| room_id.is_none_or(|concerned| concerned == own))
    }

    /// Whether a connection that takes no posts is gone, rather than not quite there yet.
    fn is_past_opening(&self) -> bool {
        self.opened_at.is_none_or(|opened_at| opened_at.after(CONNECT_GRACE) < Timestamp::now())
    }
}

impl Recipients {
    /// Everyone who sees a room: its customer, its agent, and staff who watch it.
    pub async fn of_room(table: &Table, head: &Head) -> Self {
        let users = [head.user_on(Side::Customer), head.user_on(Side::Agent)];
        let users = Self::of_users(table, users.into_iter().flatten());
        let (users, watchers) = tokio::join!(users, Self::watching(table, head));
        users.and(watchers).of_those_who_see(head)
    }

    /// The staff who see a room: its agent, and those who watch it.
    pub async fn of_staff_in(table: &Table, head: &Head) -> Self {
        let agent = head.user_on(Side::Agent);
        let (agent, watchers) = tokio::join!(Self::of_users(table, agent), Self::watching(table, head));
        agent.and(watchers).staff_only()
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
        Self::read(table, Query::table(keys::staff())).await.staff_only()
    }

    /// Those of them who may see the room with this head now.
    #[must_use]
    pub fn of_those_who_see(mut self, head: &Head) -> Self {
        self.0.retain(|_, recipient| recipient.sees(head));
        self
    }

    fn staff_only(mut self) -> Self {
        self.0.retain(|_, recipient| recipient.role.is_staff());
        self
    }

    async fn read(table: &Table, query: Query) -> Self {
        let now = Timestamp::now();
        match table.take::<Recipient>(&query, MAX_RECIPIENTS).await {
            Ok(found) => {
                let alive = found.into_iter().filter(|recipient| now < recipient.expires_at);
                Self(alive.map(|recipient| (recipient.connection_id.clone(), recipient)).collect())
            }
            Err(error) => {
                tracing::warn!(%error, "an recipients could not be read");
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

    /// All but this connection.
    #[must_use]
    pub fn without_connection(mut self, connection: Option<&ConnectionId>) -> Self {
        self.0.retain(|id, _| Some(id) != connection);
        self
    }

    /// All but those who belong to `user`.
    #[must_use]
    pub fn without(mut self, user: UserId) -> Self {
        self.0.retain(|_, recipient| recipient.user_id != user);
        self
    }

    /// Posts an event to all of them and clears away connections that turn out to be gone. Returns when each has been
    /// posted to or given up on: what Lambda leaves running when a function answers is frozen.
    pub async fn publish(&self, state: &State, event: &Event) {
        let concerned = self.0.values().filter(|recipient| recipient.hears_of(event.room_id()));
        let (staff, customers): (Vec<_>, Vec<_>) = concerned.cloned().partition(|recipient| recipient.role.is_staff());
        let frame = |recipients: &[Recipient], reader| {
            if recipients.is_empty() { String::new() } else { event.seen_by(reader).to_text() }
        };
        let frames = [frame(&staff, Reader::Staff), frame(&customers, Reader::Customer)];
        let frames = &frames;
        let to = staff.into_iter().map(|recipient| (recipient, 0)).chain(customers.into_iter().map(|one| (one, 1)));
        let told = stream::iter(to)
            .map(|(recipient, reader): (Recipient, usize)| async move {
                let connection = &recipient.connection_id;
                if state.push.post(connection, &frames[reader]).await == Posted::Gone && recipient.is_past_opening() {
                    connections::forget(state, connection).await;
                }
            })
            .buffer_unordered(FAN_OUT_CONCURRENCY)
            .collect::<()>();
        if timeout(FAN_OUT_TIMEOUT, told).await.is_err() {
            tracing::warn!("an event did not reach everyone in time");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Identity, Room};

    fn room() -> Room {
        let room = serde_json::json!({
            "id": RoomId::new(), "customer_id": 1, "subject": "", "description": "", "initial_message": "", "status": "active",
            "priority": "low", "tags": [], "customer_search": "", "created_at": Timestamp::now(),
        });
        serde_json::from_value(room).unwrap_or_else(|error| panic!("{error}"))
    }

    fn role() -> impl Strategy<Value = Role> {
        prop_oneof![Just(Role::Visitor), Just(Role::Customer), Just(Role::Agent), Just(Role::Admin)]
    }

    proptest! {
        /// Delivered means visible: for every role, whoever the user is or was, and whichever room a visitor is bound to.
        #[test]
        fn an_event_reaches_only_who_may_see_its_room_now(role in role(), user in 1..4_u64, is_bound in any::<bool>(), is_own in any::<bool>()) {
            let room = room();
            let head = Head::of(&room);
            let bound = if is_own { room.id } else { RoomId::new() };
            let room_id = (role == Role::Visitor || is_bound && !role.is_staff()).then_some(bound);
            let recipient = Recipient {
                connection_id: ConnectionId("c".into()),
                user_id: UserId(user),
                role,
                room_id,
                opened_at: None,
                expires_at: Timestamp::now(),
            };
            let who = Identity { user_id: UserId(user), role, agent_id: None, name: String::new(), room_id };
            let recipients = Recipients([(recipient.connection_id.clone(), recipient)].into());
            prop_assert_eq!(recipients.of_those_who_see(&head).size() == 1, head.is_visible_to(&who));
        }
    }
}
