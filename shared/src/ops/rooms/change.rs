//! Changing a room: one transaction over the room, its head, the event, what the system says of it in the conversation, and
//! the capacity of the agents concerned.
//!
//! Every change goes through here, so there is one place where capacity is counted: an agent's count goes up when a
//! room becomes active with it and down when it ceases to be, never beyond what the agent can take.

use std::collections::BTreeSet;

use crate::{
    ApiError, State,
    event::Event,
    ids::{MessageId, RoomId, UserId},
    model::{
        AgentRef, Head, Identity, Message, MessagePointer, Notification, Room, RoomChange, RoomEvent, RoomEventKind,
        RoomStatus, Sender,
    },
    ops::{
        Audience, notes,
        race::{Setback, until_won},
    },
    shapes::RoomParts,
    table::{Key, Table, Write},
    time::Timestamp,
};

use super::{advance, complete, read_room};

/// Changes a room as `decide` says and tells everyone concerned. `decide` gets the room as it is and changes it, or
/// returns `None` when there is nothing to do; it may be asked again when somebody else was first.
///
/// # Errors
/// 404 when there is no such room or `by` may not see it, 400 when the agent it would go to can't take it, and what
/// `decide` refuses.
pub async fn change_room(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    decide: impl Fn(&mut Room, Timestamp) -> Result<Option<RoomChange>, ApiError>,
) -> Result<RoomParts, ApiError> {
    let decide = &decide;
    let (room, head, changed) = until_won(|| async move {
        let (before, head) = read_room(&state.table, by, room_id).await?;
        let now = Timestamp::now().max(head.updated_at);
        let mut room = before.clone();
        match decide(&mut room, now)? {
            Some(change) => Changed::write(state, by, before, head, room, change, now).await,
            None => Ok((before, head, None)),
        }
    })
    .await?;
    let Some(changed) = changed else { return complete(state, room, head).await };
    let (parts, (insiders, staff)) = tokio::join!(complete(state, room, head), changed.audiences(&state.table));
    changed.tell(state, &insiders, staff, parts.as_ref().ok()).await;
    parts
}

/// A change that is stored.
struct Changed {
    before: Room,
    after: Head,
    event: RoomEvent,
    announcement: Option<Message>,
    notes: Vec<Notification>,
}

impl Changed {
    /// Stores the change of `before` to `room`; returns both room and head as they are then.
    async fn write(
        state: &State,
        by: &Identity,
        before: Room,
        head: Head,
        room: Room,
        change: RoomChange,
        time: Timestamp,
    ) -> Result<(Room, Head, Option<Self>), Setback> {
        let mut after = head.clone().changed(&room, time);
        let kind = RoomEventKind::RoomUpdated { change, state: (&room).into() };
        let event = RoomEvent { room_id: room.id, seq: after.seq, time, kind };
        let announcement = announcement(&before, &room, change)
            .map(|text| Message::next(&after, MessageId::new(), Sender::system(), text));
        if let Some(message) = &announcement {
            after.append(message);
        }
        let notes = notes_on(&before, &room, change, by);

        let mut writes = vec![advance(&head, &after), Write::create(&event), Write::put(&room)];
        if let Some(message) = &announcement {
            writes.extend([Write::create(message), Write::create(&MessagePointer::to(message))]);
        }
        let places = places(&before, &room, change);
        let taken_at = places.iter().position(|(_, is_taken)| *is_taken).map(|position| writes.len() + position);
        writes.extend(places.into_iter().map(|(write, _)| write));
        writes.extend(notes.iter().map(Write::put));
        match state.table.transact(writes).await {
            // Should the room have changed as well, the next attempt decides anew.
            Err(error) if taken_at.is_some_and(|position| error.failed_at(position)) && !error.failed_at(0) => {
                Err(ApiError::field("agent_id", "Agent is not available or has reached their chat limit.").into())
            }
            written => {
                written?;
                let changed = Self { before, after: after.clone(), event, announcement, notes };
                Ok((room, after, Some(changed)))
            }
        }
    }

    /// Everyone who sees the room or saw it until now; and all staff, when the queue has become longer or shorter.
    async fn audiences(&self, table: &Table) -> (Audience, Audience) {
        let former = self.before.agent.iter().map(|agent| agent.user_id);
        let statuses = [self.before.status, self.after.status];
        let staff = async {
            let concerns_queue = statuses.contains(&RoomStatus::Waiting);
            if concerns_queue { Audience::of_staff(table).await } else { Audience::default() }
        };
        let (room, former, staff) =
            tokio::join!(Audience::of_room(table, &self.after), Audience::of_users(table, former), staff);
        (room.and(former), staff)
    }

    /// Without the room's parts the event isn't told, since half of it would be taken for the whole: clients find the gap.
    async fn tell(&self, state: &State, insiders: &Audience, staff: Audience, parts: Option<&RoomParts>) {
        if let Some(event) = parts.and_then(|parts| Event::room_updated(&self.event, parts.agent.as_ref())) {
            staff.and(insiders.clone()).tell(state, &event).await;
        }
        if let Some(message) = &self.announcement {
            insiders.tell(state, &Event::message_created(message, &self.after)).await;
        }
        for note in &self.notes {
            insiders.only(note.user_id).tell(state, &Event::notification_created(note)).await;
        }
    }
}

/// What the system says in the conversation when somebody else answers from now on, or nobody for a while.
fn announcement(before: &Room, after: &Room, change: RoomChange) -> Option<String> {
    let name = |room: &Room| room.agent.as_ref().map(|agent| agent.name.clone());
    match change {
        RoomChange::Assigned | RoomChange::Taken => name(after).map(|agent| format!("{agent} joined the chat.")),
        RoomChange::Transferred => name(after).map(|agent| format!("The chat was handed over to {agent}.")),
        RoomChange::Unassigned => {
            name(before).map(|agent| format!("{agent} left the chat. Another agent will be with you soon."))
        }
        RoomChange::Reopened => Some("The chat was reopened.".into()),
        RoomChange::Resolved | RoomChange::Closed | RoomChange::Edited | RoomChange::Rated => None,
    }
}

/// Notifications for everyone whom a change concerns but who made it: the customer and the agents before and after.
fn notes_on(before: &Room, after: &Room, change: RoomChange, by: &Identity) -> Vec<Notification> {
    let agents = [&before.agent, &after.agent].into_iter().flatten().map(|agent| agent.user_id);
    let mut concerned: BTreeSet<UserId> = agents.chain([after.customer_id]).collect();
    concerned.remove(&by.user_id);
    concerned.into_iter().filter_map(|user_id| notes::room_changed(user_id, change, after, &by.name)).collect()
}

/// What a change does to agents' counts, and whether it takes a place – under the condition that there is one.
fn places(before: &Room, after: &Room, change: RoomChange) -> Vec<(Write, bool)> {
    let (old, new) = (before.holder(), after.holder());
    if old.map(|agent| agent.id) == new.map(|agent| agent.id) {
        return Vec::new();
    }
    let given_back = old.map(|agent| {
        let resolved = u64::from(change == RoomChange::Resolved);
        let write = agent_write(agent).add("current_active_chats", -1).add("total_resolved_chats", resolved);
        (write.when_above("current_active_chats", 0), false)
    });
    let taken = new.map(|agent| {
        let write = agent_write(agent).add("current_active_chats", 1).when_equals("is_available", true);
        (write.when_below_attribute("current_active_chats", "max_concurrent_chats"), true)
    });
    given_back.into_iter().chain(taken).collect()
}

fn agent_write(agent: &AgentRef) -> Write {
    Write::update(Key::agent(agent.id))
}
