//! Recipients of an event, as a value: the lists of chat sessions that receive it, and the conditions that each session
//! must satisfy when it is posted to.

use std::collections::BTreeSet;

use super::chat_sessions::{ChatSessions, List, ListedSession};
use crate::{
    ids::{ConnectionId, RoomId, UserId},
    model::{Head, Side},
};

/// Chat sessions that receive an event.
#[derive(Clone, Debug, Default)]
pub struct Recipients {
    lists: BTreeSet<List>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug)]
enum Condition {
    /// The user may see the room with this head.
    Sees(Box<Head>),
    IsStaff,
    IsOf(UserId),
    IsNotOf(UserId),
    IsNot(ConnectionId),
}

impl Recipients {
    /// Everyone who sees a room: its customer, its agent, and staff who watch it.
    pub fn of_room(head: &Head) -> Self {
        let sides = [Side::Customer, Side::Agent].map(|side| head.user_on(side));
        let watchers = [List::Watchers(head.room_id)].into();
        Self { lists: watchers, conditions: Vec::new() }.and_users(sides.into_iter().flatten()).who_see(head)
    }

    /// Staff who see a room: its agent, and those who watch it.
    pub fn of_staff_in(head: &Head) -> Self {
        let watchers = [List::Watchers(head.room_id)].into();
        Self { lists: watchers, conditions: Vec::new() }.and_users(head.user_on(Side::Agent)).who(Condition::IsStaff)
    }

    /// These users.
    pub fn of_users(users: impl IntoIterator<Item = UserId>) -> Self {
        Self::default().and_users(users)
    }

    /// Adds users, under the same conditions.
    #[must_use]
    pub fn and_users(mut self, users: impl IntoIterator<Item = UserId>) -> Self {
        self.lists.extend(users.into_iter().map(List::User));
        self
    }

    /// Adds the staff, under the same conditions.
    #[must_use]
    pub fn and_staff(mut self) -> Self {
        self.lists.insert(List::Staff);
        self
    }

    /// Retains those who may see the room with this head: a former agent of the room need not be staff any more.
    #[must_use]
    pub fn who_see(self, head: &Head) -> Self {
        self.who(Condition::Sees(Box::new(head.clone())))
    }

    /// Retains the sessions of a user.
    #[must_use]
    pub fn only(self, user: UserId) -> Self {
        self.who(Condition::IsOf(user))
    }

    /// Removes the sessions of a user.
    #[must_use]
    pub fn without(self, user: UserId) -> Self {
        self.who(Condition::IsNotOf(user))
    }

    /// Removes a session.
    #[must_use]
    pub fn without_connection(self, connection: Option<&ConnectionId>) -> Self {
        match connection {
            Some(connection) => self.who(Condition::IsNot(connection.clone())),
            None => self,
        }
    }

    fn who(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    pub(in crate::ops) fn lists(&self) -> impl Iterator<Item = List> {
        self.lists.iter().copied()
    }

    /// Those of the sessions that receive an event of this room, or of none.
    pub(super) fn among<'a>(
        &'a self,
        sessions: &'a ChatSessions,
        room_id: Option<RoomId>,
    ) -> impl Iterator<Item = &'a ListedSession> {
        let admitted = move |session: &&ListedSession| self.admit(session) && session.subscribes_to(room_id);
        sessions.listed(self.lists()).filter(admitted)
    }

    /// `true` for a session that receives an event, if it is in one of the lists.
    fn admit(&self, session: &ListedSession) -> bool {
        self.conditions.iter().all(|condition| match condition {
            Condition::Sees(head) => session.sees(head),
            Condition::IsStaff => session.role.is_staff(),
            Condition::IsOf(user) => session.user_id == *user,
            Condition::IsNotOf(user) => session.user_id != *user,
            Condition::IsNot(connection) => session.connection_id != *connection,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        model::{Identity, Role, Room},
        time::Timestamp,
    };

    fn room() -> Room {
        let room = serde_json::json!({
            "id": RoomId::new(), "customer_id": 1, "subject": "", "description": "", "initial_message": "", "status": "active",
            "priority": "low", "tags": [], "customer_search": "", "changed_seq": 0, "created_at": Timestamp::now(),
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
            let session = ListedSession {
                connection_id: ConnectionId("c".into()),
                user_id: UserId(user),
                role,
                room_id,
                opened_at: None,
                expires_at: Timestamp::now(),
            };
            let who = Identity { user_id: UserId(user), role, agent_id: None, name: String::new(), room_id };
            prop_assert_eq!(Recipients::of_room(&head).admit(&session), head.is_visible_to(&who));
        }
    }
}
