//! Recipients of an event: the connections of all who may see it, each checked by its own role before a post.
//!
//! Read concurrently with the write of the event, so that it adds no latency. After a failed read some recipients get
//! no push, but don't lose the event: clients synchronize with the table.

use std::collections::BTreeMap;

use chrono::Duration;
use futures_util::{StreamExt, future::join_all, stream};
use serde::Deserialize;

use crate::{
    event::Event,
    ids::{ConnectionId, RoomId, UserId},
    model::{ConnectionEntry, Head, Role, Side, Watcher},
    push::{Posted, Push},
    table::{Query, Table},
    time::Timestamp,
    views::Reader,
};

/// Concurrent posts to connections, or removals of them.
pub(super) const FAN_OUT_CONCURRENCY: usize = 64;
/// Maximum number of connections read from one partition.
const MAX_RECIPIENTS: usize = 10_000;

/// Time for which a connection may still be opening: API Gateway refuses posts to it before `$connect` has returned,
/// which may take 29 s.
const CONNECT_GRACE: Duration = Duration::seconds(30);

/// Connections with their users.
#[derive(Clone, Debug, Default)]
pub struct Recipients(BTreeMap<ConnectionId, Recipient>);

#[derive(Clone, Debug, Deserialize)]
struct Recipient {
    connection_id: ConnectionId,
    user_id: UserId,
    role: Role,
    /// The only room of a visitor's connection.
    #[serde(default)]
    room_id: Option<RoomId>,
    /// Absent for a watcher: a connection that has sent a frame is open.
    #[serde(default)]
    opened_at: Option<Timestamp>,
    expires_at: Timestamp,
}

impl Recipient {
    /// `true` if the user may see the room with this head now: a former agent of the room need not be staff any more.
    fn sees(&self, head: &Head) -> bool {
        self.role.is_staff() || self.user_id == head.customer_id && self.hears_of(Some(head.room_id))
    }

    /// `true` if the connection receives events of that room; a visitor's receives those of one room only.
    fn hears_of(&self, room_id: Option<RoomId>) -> bool {
        self.room_id.is_none_or(|own| room_id.is_none_or(|concerned| concerned == own))
    }

    /// `true` if a connection that refuses posts is gone, rather than still opening.
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

    /// Staff who see a room: its agent, and those who watch it.
    pub async fn of_staff_in(table: &Table, head: &Head) -> Self {
        let agent = head.user_on(Side::Agent);
        let (agent, watchers) = tokio::join!(Self::of_users(table, agent), Self::watching(table, head));
        agent.and(watchers).staff_only()
    }

    async fn watching(table: &Table, head: &Head) -> Self {
        Self::read(table, Watcher::of_room(head.room_id)).await
    }

    /// All connections of these users.
    pub async fn of_users(table: &Table, users: impl IntoIterator<Item = UserId>) -> Self {
        let users: std::collections::BTreeSet<UserId> = users.into_iter().collect();
        let connections = users.into_iter().map(|user| Self::read(table, ConnectionEntry::of_user(user)));
        join_all(connections).await.into_iter().fold(Self::default(), Self::and)
    }

    /// All online staff.
    pub async fn of_staff(table: &Table) -> Self {
        Self::read(table, ConnectionEntry::of_staff()).await.staff_only()
    }

    /// Retains those who may see the room with this head now.
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
                tracing::warn!(%error, "failed read of recipients");
                Self::default()
            }
        }
    }

    /// Adds others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Number of connections.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The connections of `user`.
    #[must_use]
    pub fn only(&self, user: UserId) -> Self {
        let theirs = self.0.iter().filter(|(_, recipient)| recipient.user_id == user);
        Self(theirs.map(|(id, recipient)| (id.clone(), recipient.clone())).collect())
    }

    /// Removes this connection.
    #[must_use]
    pub fn without_connection(mut self, connection: Option<&ConnectionId>) -> Self {
        self.0.retain(|id, _| Some(id) != connection);
        self
    }

    /// Removes the connections of `user`.
    #[must_use]
    pub fn without(mut self, user: UserId) -> Self {
        self.0.retain(|_, recipient| recipient.user_id != user);
        self
    }

    /// Posts an event to all of them; returns the connections that are gone.
    pub(super) async fn post(&self, push: &Push, event: &Event) -> Vec<ConnectionId> {
        let concerned = self.0.values().filter(|recipient| recipient.hears_of(event.room_id()));
        let (staff, customers): (Vec<_>, Vec<_>) = concerned.cloned().partition(|recipient| recipient.role.is_staff());
        let frame = |recipients: &[Recipient], reader| {
            if recipients.is_empty() { String::new() } else { event.seen_by(reader).to_text() }
        };
        let frames = [frame(&staff, Reader::Staff), frame(&customers, Reader::Customer)];
        let frames = &frames;
        let to = staff.into_iter().map(|recipient| (recipient, 0)).chain(customers.into_iter().map(|one| (one, 1)));
        stream::iter(to)
            .map(|(recipient, reader): (Recipient, usize)| async move {
                let posted = push.post(&recipient.connection_id, &frames[reader]).await;
                (posted == Posted::Gone && recipient.is_past_opening()).then_some(recipient.connection_id)
            })
            .buffer_unordered(FAN_OUT_CONCURRENCY)
            .filter_map(std::future::ready)
            .collect()
            .await
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
        /// The property: for every role, current or former, and every visitor's room, a recipient may see the room.
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
