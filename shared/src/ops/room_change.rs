//! Changes of a room: one transaction over the room, its head, the event, the system message in the conversation, and
//! the capacity and statistics of the agents involved.
//!
//! Every change of a room is made here, so capacity is counted in one place: an agent's count increases when a room
//! becomes active with it and decreases when it ceases to be, and never exceeds the agent's capacity. Capacity that a
//! change frees is returned as a [`Vacancy`], for `routing`.

use std::collections::BTreeSet;

use crate::{
    ApiError, State,
    event::Event,
    ids::{AgentId, MessageId, RoomId, UserId},
    model::{
        Agent, AgentRef, AuditEntry, DailyStats, Head, Identity, Message, MessagePointer, Notification, Room,
        RoomChange, RoomDetails, RoomEvent, RoomEventKind, RoomState, RoomStatus, Sender, WebhookTrigger,
    },
    ops::{
        Recipients, notes,
        race::{Attempt, retry_on_conflict},
        webhooks::Outbox,
    },
    store::{complete_room, read_room},
    table::{Read, Table, Transaction, Write},
    time::Timestamp,
};

/// A room after a change was made and published, or found to be unnecessary.
pub(super) struct RoomAfter {
    /// The room; an error if it was changed, but could not be read again.
    pub details: Result<RoomDetails, ApiError>,
    /// What the change makes possible, if anything.
    pub vacancy: Option<Vacancy>,
}

/// What a change makes possible: assignments of waiting rooms.
pub(super) struct Vacancy {
    /// The room, if it waits again.
    pub again: Option<Room>,
    /// Agent whose capacity was freed.
    pub freed: Option<AgentId>,
}

/// Changes a room by `decide` and publishes the change. `decide` edits the current room, or returns `None` if there is
/// nothing to do; it is called again after a conflict with another write.
///
/// # Errors
/// 404 for an unknown room or one that `by` may not see, 400 for an agent that can't be assigned, and the errors of
/// `decide`.
pub(super) async fn apply_change(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    decide: impl Fn(&mut Room, Timestamp) -> Result<Option<RoomChange>, ApiError>,
) -> Result<RoomAfter, ApiError> {
    let decide = &decide;
    let (room, head, changed) = retry_on_conflict(|| async move {
        let (before, head) = read_room(&state.table, by, room_id).await?;
        let now = Timestamp::now().max(head.updated_at);
        let mut room = before.clone();
        match decide(&mut room, now)? {
            Some(change) => Changed::write(state, by, before, head, room, change, now).await,
            None => Ok((before, head, None)),
        }
    })
    .await?;
    let complete = complete_room(&state.table, room, head);
    let Some(changed) = changed else { return Ok(RoomAfter { details: complete.await, vacancy: None }) };
    let (details, (insiders, staff)) = tokio::join!(complete, changed.recipients(&state.table));
    changed.publish(state, &insiders, staff, details.as_ref().ok()).await;
    Ok(RoomAfter { details, vacancy: changed.vacancy() })
}

/// A stored change.
struct Changed {
    before: Room,
    room: Room,
    after: Head,
    event: RoomEvent,
    announcement: Option<Message>,
    notes: Vec<Notification>,
    outbox: Outbox,
}

impl Changed {
    /// Stores the change of `before` to `room`; returns both, room and head, as of then.
    async fn write(
        state: &State,
        by: &Identity,
        before: Room,
        head: Head,
        mut room: Room,
        change: RoomChange,
        time: Timestamp,
    ) -> Result<(Room, Head, Option<Self>), Attempt> {
        room.count(&before, &head, time);
        let mut after = head.clone().changed(&room, time);
        let kind = RoomEventKind::RoomUpdated { change, state: (&room).into() };
        let event = RoomEvent { room_id: room.id, seq: after.seq, time, kind };
        let announcement = announcement(&before, &room, change)
            .map(|text| after.next_message(MessageId::new(), Sender::system(), text));
        if let Some(message) = &announcement {
            after.append(message);
        }
        let notes = notes_on(&before, &room, change, by);
        let audited = AuditEntry::new(by, "room", change.as_str(), room.id, &room.subject);
        let audited = audited.between(&RoomState::from(&before), &RoomState::from(&room));

        // The room's write is first, so that its conflict decides and the next attempt reads the room again.
        let mut transaction = Transaction::new();
        transaction.extend([head.advance(&after), Write::create(&event), Write::put(&room), Write::put(&audited)]);
        if let Some(message) = &announcement {
            transaction.extend([Write::create(message), Write::create(&MessagePointer::to(message))]);
        }
        transaction.extend(notes.iter().map(Write::put));
        let trigger = WebhookTrigger { kind: change.into(), room_id: room.id, seq: event.seq, time };
        let outbox = Outbox::of(state, &[trigger]).await?;
        transaction.extend(outbox.writes());
        let Agents { gain, others } = Agents::concerned(&state.table, &before, &room, time).await?;
        transaction.extend(others);
        if let Some(gain) = gain {
            let agent = room.holder().map_or("This agent", |agent| &agent.name);
            let refusal = format!("{agent} is away or at their chat limit.");
            transaction.write_or(gain, ApiError::field("agent_id", refusal));
        }
        state.table.commit(transaction).await?;
        let changed = Self { before, room: room.clone(), after: after.clone(), event, announcement, notes, outbox };
        Ok((room, after, Some(changed)))
    }

    /// The room if it waits again, and the agent whose capacity was freed.
    fn vacancy(self) -> Option<Vacancy> {
        let (had_it, has_it) = (self.before.holder(), self.room.holder());
        let freed = had_it.map(|agent| agent.id).filter(|&id| has_it.is_none_or(|agent| agent.id != id));
        let waits_again = self.room.status == RoomStatus::Waiting && self.before.status != RoomStatus::Waiting;
        (freed.is_some() || waits_again).then(|| Vacancy { again: waits_again.then_some(self.room), freed })
    }

    /// Everyone who sees the room or saw it until now; and all staff, if the queue has changed.
    async fn recipients(&self, table: &Table) -> (Recipients, Recipients) {
        let former = self.before.agent.iter().filter_map(AgentRef::user);
        let statuses = [self.before.status, self.after.status];
        let staff = async {
            let concerns_queue = statuses.contains(&RoomStatus::Waiting);
            if concerns_queue { Recipients::of_staff(table).await } else { Recipients::default() }
        };
        let (room, former, staff) =
            tokio::join!(Recipients::of_room(table, &self.after), Recipients::of_users(table, former), staff);
        (room.and(former).of_those_who_see(&self.after), staff)
    }

    /// Without the room's parts no event is published, since clients would take a partial one as complete: they detect
    /// the gap.
    async fn publish(&self, state: &State, insiders: &Recipients, staff: Recipients, parts: Option<&RoomDetails>) {
        if let Some(event) =
            parts.and_then(|parts| Event::room_updated(&self.event, parts.agent.as_ref(), state.files.links()))
        {
            staff.and(insiders.clone()).publish(state, &event).await;
        }
        if let Some(message) = &self.announcement {
            insiders.publish(state, &Event::message_created(message, &self.after, state.files.links())).await;
        }
        for note in &self.notes {
            insiders.only(note.user_id).publish(state, &Event::notification_created(note)).await;
        }
        self.outbox.send(state).await;
    }
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
fn notes_on(before: &Room, after: &Room, change: RoomChange, by: &Identity) -> Vec<Notification> {
    let agents = [&before.agent, &after.agent].into_iter().flatten().filter_map(AgentRef::user);
    let mut concerned: BTreeSet<UserId> = agents.chain([after.customer_id]).collect();
    concerned.remove(&by.user_id);
    concerned.into_iter().filter_map(|user_id| notes::room_changed(user_id, change, after, &by.name)).collect()
}

/// Writes of the agents affected by a change.
struct Agents {
    /// Of the newly assigned agent, on the condition that it has capacity.
    gain: Option<Write>,
    /// Of the others.
    others: Vec<Write>,
}

impl Agents {
    /// Reads the agents that gain or lose the room, and those whose statistics change. The latter are omitted if they
    /// were removed since.
    async fn concerned(table: &Table, before: &Room, after: &Room, time: Timestamp) -> Result<Self, Attempt> {
        let mut figures = DailyStats::changed(before, after);
        let (old, new) = (before.holder(), after.holder());
        let is_same = old.map(|agent| agent.id) == new.map(|agent| agent.id);
        let (given_back, taken) = if is_same { (None, None) } else { (old, new) };
        let moved: Vec<&AgentRef> = given_back.into_iter().chain(taken).collect();

        let mut counted: BTreeSet<AgentId> = figures.agents().collect();
        counted.retain(|&id| moved.iter().all(|agent| agent.id != id));
        let known: Vec<Agent> = if counted.is_empty() {
            Vec::new()
        } else {
            table.get_all(counted.iter().map(|&id| Agent::key_of(id)), Read::Consistent).await?
        };
        for &id in counted.iter().filter(|&&id| known.iter().all(|agent| agent.id != id)) {
            figures.forget_agent(id);
        }

        let agent_write = |id| figures.add_to_agent(id, Write::update(Agent::key_of(id)));
        let mut others = Vec::new();
        others.extend(
            given_back.map(|agent| {
                agent_write(agent.id).add("current_active_chats", -1).when_above("current_active_chats", 0)
            }),
        );
        let gain = taken.map(|agent| {
            let write = agent_write(agent.id).add("current_active_chats", 1).set("last_assigned_at", time);
            let write = write.when_equals("is_available", true);
            write.when_below_attribute("current_active_chats", "max_concurrent_chats")
        });
        others.extend(known.iter().map(|agent| agent_write(agent.id).when_exists()));
        let name_of = |id| {
            let moved = moved.iter().find(|agent| agent.id == id).map(|agent| agent.name.clone());
            moved.or_else(|| known.iter().find(|agent| agent.id == id).map(Agent::full_name))
        };
        others.extend(figures.day_writes(name_of));
        Ok(Self { gain, others })
    }
}
