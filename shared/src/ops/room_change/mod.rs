//! Changes of a room: one transaction over the room, the entries of its log – the change, and the system message in the
//! conversation –, and the capacity and statistics of the agents involved.
//!
//! Every change of a room is made here, so capacity is counted in one place: an agent's count increases when a room
//! becomes active with it and decreases when it ceases to be, and never exceeds the agent's capacity. Capacity that a
//! change frees is returned as a [`Vacancy`], for `routing`.

mod agents;

use std::collections::BTreeSet;

use agents::Agents;

use crate::{
    ApiError, State,
    event::Event,
    ids::{AgentId, RoomId, UserId},
    model::{
        AgentRef, AuditEntry, EntryKind, Head, Identity, LogEntry, Note, Notification, Room, RoomChange, RoomDetails,
        RoomState, RoomStatus, Sender,
    },
    ops::{
        Recipients,
        effects::{Effects, Stored},
        notification_texts,
        race::{Attempt, retry_on_conflict},
    },
    store::{complete_room, read_room},
    table::Write,
    time::Timestamp,
};

/// A room after a change was made and published, or found to be unnecessary.
pub(super) struct RoomAfter {
    /// The room; an error if it was changed, but could not be read again.
    pub details: Result<RoomDetails, ApiError>,
    /// Assignments that the change makes possible, if any.
    pub vacancy: Option<Vacancy>,
}

/// Assignments of waiting rooms that a change makes possible.
pub(super) struct Vacancy {
    /// The room, if it waits again.
    pub again: Option<Room>,
    /// Agent whose capacity was freed.
    pub freed: Option<AgentId>,
}

/// Changes a room by `decide` and publishes the change. `decide` edits the current room, or returns `None` if there is
/// nothing to do; it is called again after a conflict with another write. A note goes with the change, or isn't stored.
///
/// # Errors
/// 404 for an unknown room or one that `by` may not see, 400 for an agent that can't be assigned, and the errors of
/// `decide`.
pub(super) async fn apply_change(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    note: Option<&Note>,
    decide: impl Fn(&mut Room, Timestamp) -> Result<Option<RoomChange>, ApiError>,
) -> Result<RoomAfter, ApiError> {
    let decide = &decide;
    let (room, head, changed) = retry_on_conflict(|| async move {
        let (before, head) = read_room(&state.table, by, room_id).await?;
        let now = Timestamp::now().max(head.updated_at);
        let mut room = before.clone();
        match decide(&mut room, now)? {
            Some(change) => Changed::write(state, by, before, head, room, (change, note), now).await,
            None => Ok((before, head, None)),
        }
    })
    .await?;
    let details = complete_room(&state.table, room, head).await;
    let Some(mut changed) = changed else { return Ok(RoomAfter { details, vacancy: None }) };
    // Without the room's parts the event isn't published, since clients would take a partial one as complete: they
    // detect the gap.
    if let Ok(RoomDetails { agent, .. }) = &details
        && let Some(event) = Event::room_updated(&changed.entry, agent.as_ref(), state.files.links())
    {
        changed.stored.publish(event, changed.recipients.clone());
    }
    changed.stored.carry_out(state).await;
    Ok(RoomAfter { details, vacancy: changed.vacancy() })
}

/// A stored change.
struct Changed {
    before: Room,
    room: Room,
    entry: LogEntry,
    recipients: Recipients,
    stored: Stored,
}

impl Changed {
    /// Stores the change of `before` to `room`; returns both, room and head, as of then.
    async fn write(
        state: &State,
        by: &Identity,
        before: Room,
        head: Head,
        mut room: Room,
        (change, note): (RoomChange, Option<&Note>),
        time: Timestamp,
    ) -> Result<(Room, Head, Option<Self>), Attempt> {
        room.count(&before, &head, time);
        let mut after = head.clone().changed(&room, time);
        room.changed_seq = after.changed_seq;
        let kind = EntryKind::Updated { change, state: Box::new((&room).into()) };
        let entry = LogEntry::other(kind, &after);
        let announcement = announcement(&before, &room, change).map(|text| after.next_message(Sender::system(), text));
        if let Some(message) = &announcement {
            after.append(message);
        }
        let audited = AuditEntry::new(by, "room", change.as_str(), room.id, &room.subject);
        let audited = audited.between(&RoomState::from(&before), &RoomState::from(&room));
        let insiders = insiders(&before, &after);
        let recipients = if concerns_queue(&before, &room) { insiders.clone().and_staff() } else { insiders.clone() };

        // The entry is first, so that its conflict decides and the next attempt reads the room again. Removing an agent
        // changes the room without an entry.
        let unchanged_agent = Write::put(&room).when_same("agent", before.agent.as_ref());
        let mut effects = Effects::new();
        effects.extend([Write::create(&entry), unchanged_agent, Write::put(&audited)]);
        effects.will_publish_to(&recipients);
        if let Some(message) = &announcement {
            effects.write(Write::create(&LogEntry::message(message, None, &after)));
            effects.publish(Event::message_created(message, &after, state.files.links()), insiders.clone());
        }
        if let Some(note) = note {
            effects.write(Write::create(note));
            effects.publish(Event::note_created(note), Recipients::of_staff_in(&after));
        }
        for notification in notifications_of(&before, &room, change, by) {
            effects.notify(&notification, &insiders);
        }
        let Agents { gain, others } = Agents::concerned(&state.table, &before, &room, time).await?;
        effects.extend(others);
        if let Some(gain) = gain {
            let agent = room.holder().map_or("This agent", |agent| &agent.name);
            let refusal = format!("{agent} is away or at their chat limit.");
            effects.write_or(gain, ApiError::field("agent_id", refusal));
        }
        let stored = effects.commit(state).await?;
        Ok((room.clone(), after, Some(Self { before, room, entry, recipients, stored })))
    }

    /// The room if it waits again, and the agent whose capacity was freed.
    fn vacancy(self) -> Option<Vacancy> {
        let (had_it, has_it) = (self.before.holder(), self.room.holder());
        let freed = had_it.map(|agent| agent.id).filter(|&id| has_it.is_none_or(|agent| agent.id != id));
        let waits_again = self.room.status == RoomStatus::Waiting && self.before.status != RoomStatus::Waiting;
        (freed.is_some() || waits_again).then(|| Vacancy { again: waits_again.then_some(self.room), freed })
    }
}

/// Everyone who sees a room after a change, and its agent until then.
fn insiders(before: &Room, after: &Head) -> Recipients {
    Recipients::of_room(after).and_users(before.agent.iter().filter_map(AgentRef::user))
}

/// `true` for a change that all staff see in the queue.
fn concerns_queue(before: &Room, after: &Room) -> bool {
    [before.status, after.status].contains(&RoomStatus::Waiting)
}

/// Text of the system message when another agent answers from now on, or none for the time being.
fn announcement(before: &Room, after: &Room, change: RoomChange) -> Option<String> {
    let name = |room: &Room| room.agent.as_ref().map(|agent| agent.name.clone());
    match change {
        RoomChange::Assigned | RoomChange::Taken => name(after).map(|agent| format!("{agent} joined the chat.")),
        RoomChange::Transferred => name(after).map(|agent| format!("You're now chatting with {agent}.")),
        RoomChange::Unassigned => {
            name(before).map(|agent| format!("{agent} has left the chat. Another agent will be with you shortly."))
        }
        RoomChange::Reopened => Some("This chat has been reopened.".into()),
        RoomChange::Resolved | RoomChange::Closed | RoomChange::Edited | RoomChange::Rated => None,
    }
}

/// Notifications for the customer and the agents before and after, except for the user who made the change.
fn notifications_of(before: &Room, after: &Room, change: RoomChange, by: &Identity) -> Vec<Notification> {
    let agents = [&before.agent, &after.agent].into_iter().flatten().filter_map(AgentRef::user);
    let mut concerned: BTreeSet<UserId> = agents.chain([after.customer_id]).collect();
    concerned.remove(&by.user_id);
    concerned
        .into_iter()
        .filter_map(|user_id| notification_texts::room_changed(user_id, change, after, &by.name))
        .collect()
}
