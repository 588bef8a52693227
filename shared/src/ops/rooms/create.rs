//! Creation of a room.

use chrono::Duration;
use futures_util::future::join_all;

use super::{edit, is_unattended};
use crate::{
    ApiError, State,
    event::Event,
    http::{Fields, Input},
    ids::RoomId,
    model::{
        Agent, AuditEntry, DailyStats, Desk, Head, Identity, LogEntry, Message, Notification, Priority, Room,
        RoomDetails, RoomStatus, Sender, SenderType, User, Visit,
    },
    ops::{
        Recipients,
        effects::{Effects, Stored},
        notification_texts,
        race::{Attempt, retry_on_conflict},
        routing::route_room,
    },
    store::{CONTENT_LIMIT, Places, Throttle, all_agents, find_heads, get_user, open_rooms_of},
    table::{Read, Rejected, Write},
    time::Timestamp,
};

/// Longest description, in characters.
const DESCRIPTION_LIMIT: usize = 5_000;
/// Agents that are notified of a new room; others see it in the queue.
const MAX_NOTIFIED: usize = 100;

/// Data of a new room.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// Its id.
    pub id: RoomId,
    /// Subject: one line.
    pub subject: String,
    /// Description; may be empty.
    pub description: String,
    /// Priority.
    pub priority: Priority,
    /// Tags.
    pub tags: Vec<String>,
    /// First message; may be empty.
    pub initial_message: String,
    /// Id that the client knows the first message by.
    pub client_message_id: Option<String>,
    /// Page and language of a visitor.
    pub visit: Visit,
}

impl Input for NewRoom {
    fn read(fields: &mut Fields) -> Option<Self> {
        let subject = edit::subject(fields);
        let description = fields.text("description").nullable().max(DESCRIPTION_LIMIT).or("");
        let priority = fields.choice("priority").or(Priority::Medium);
        let tags = edit::tags(fields);
        let initial_message = fields.text("initial_message").nullable().max(CONTENT_LIMIT).or("");
        Some(Self {
            id: RoomId::new(),
            subject: subject?,
            description: description?,
            priority: priority?,
            tags: tags?.unwrap_or_default(),
            initial_message: initial_message?,
            client_message_id: None,
            visit: Visit::default(),
        })
    }
}

impl NewRoom {
    /// Limits the data to what a customer may set: no priority above medium, and no tags.
    fn of_customer(self) -> Self {
        Self { priority: self.priority.min(Priority::Medium), tags: Vec::new(), ..self }
    }

    /// First message of the room; may be empty.
    fn first_message(&self) -> &str {
        if self.initial_message.is_empty() { &self.description } else { &self.initial_message }
    }
}

/// Creates a room for its customer and publishes it to the staff; assigns it immediately if the desk does so.
///
/// # Errors
/// 400 for a customer at the limit of open rooms, 429 for too many new rooms.
pub async fn create_room(state: &State, customer: &Identity, new: NewRoom) -> Result<RoomDetails, ApiError> {
    let limits = &state.config.desk.limits;
    let new = if customer.role.is_staff() { new } else { new.of_customer() };
    let rooms = Throttle::new(&format!("ROOMS#{}", customer.user_id), limits.rooms_per_hour, Duration::hours(1));
    rooms.take(&state.table).await?;
    let (desk, user) = tokio::try_join!(state.desk(), get_user(&state.table, customer.user_id))?;
    let prepared = prepare_room(state, &desk, user, new).await?;
    let parts = &prepared.details;
    let stored = retry_on_conflict(|| async {
        let place = place_for(state, customer, parts.room.id).await?;
        let mut effects = Effects::new();
        effects.write_or(Write::create(&parts.room), AlreadyCreated);
        add_new_room(state, &mut effects, &prepared, customer);
        effects.extend(place);
        match effects.commit(state).await {
            Ok(stored) => Ok(stored),
            // An earlier attempt, whose answer was lost, has stored all of it.
            Err(Rejected::Refused(_)) => {
                let mut events = Effects::<ApiError>::new();
                events.publish(Event::room_created(parts, state.files.links()), recipients(parts));
                Ok(events.commit(state).await?)
            }
            Err(Rejected::Failed(error)) => Err(error.into()),
        }
    })
    .await?;
    Ok(announce_room(state, &desk, parts.clone(), stored).await)
}

/// The room exists already.
struct AlreadyCreated;

/// A new room is remembered for this long in addition to the index, which may not contain it yet.
const INDEX_LAG: Duration = Duration::hours(1);

/// Occupies a slot of the customer's open rooms, if they are limited.
async fn place_for(state: &State, customer: &Identity, room: RoomId) -> Result<Option<Write>, Attempt> {
    let limit = state.config.desk.limits.open_rooms;
    if limit == 0 || customer.role.is_staff() {
        return Ok(None);
    }
    let places = Places::of(&state.table, "ROOMS", customer.user_id);
    let (mut places, open) = tokio::try_join!(places, open_rooms_of(&state.table, customer))?;
    places.taken.extend(open.iter().map(|room| room.id));
    places.taken.sort_unstable();
    places.taken.dedup();
    if places.taken.len() as u64 >= limit {
        let heads = find_heads(&state.table, places.taken, Read::Consistent).await?;
        let is_open = |head: &&Head| matches!(head.status, RoomStatus::Waiting | RoomStatus::Active);
        places.taken = heads.iter().filter(is_open).map(|head| head.room_id).collect();
    }
    if places.taken.len() as u64 >= limit {
        let message = format!("You can have no more than {limit} open chats.");
        return Err(ApiError::invalid(message).into());
    }
    Ok(Some(places.take(room, Timestamp::now().after(INDEX_LAG))))
}

/// A room that isn't stored yet.
pub(in crate::ops) struct PreparedRoom {
    /// The room, as it will be.
    pub details: RoomDetails,
    /// Its log: that it was created, its first message, and the system's reply where nobody is there.
    log: Vec<LogEntry>,
}

/// Builds a new room of a user, with its first message and the system's reply, if there are any.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn prepare_room(
    state: &State,
    desk: &Desk,
    user: User,
    new: NewRoom,
) -> Result<PreparedRoom, ApiError> {
    let was_unattended = is_unattended(state, desk).await?;
    let replies = was_unattended && desk.texts.is_auto_reply_on;
    let reply = replies.then(|| desk.texts.auto_reply_in(&new.visit.language).to_owned());
    let said = Some(new.first_message().to_owned()).filter(|said| !said.is_empty());
    let mut client_message_id = new.client_message_id.clone();
    let room = Room { was_unattended, ..room(&user, new) };
    let mut head = Head::of(&room);
    let mut log = vec![LogEntry::created(&room)];
    let said = said.map(|said| (head.sender(&user.identity()), said));
    for (sender, content) in said.into_iter().chain(reply.map(|reply| (Sender::system(), reply))) {
        let client_message_id = client_message_id.take_if(|_| sender.kind == SenderType::User);
        let message = Message { client_message_id, ..head.next_message(sender, content) };
        head.append(&message);
        log.push(LogEntry::message(&message, None, &head));
    }
    let last_message = log.last().and_then(LogEntry::as_message);
    Ok(PreparedRoom { details: RoomDetails { room, head, customer: Some(user), agent: None, last_message }, log })
}

/// Adds what makes up a new room, except for the room's own item.
pub(in crate::ops) fn add_new_room<F>(
    state: &State,
    effects: &mut Effects<F>,
    prepared: &PreparedRoom,
    customer: &Identity,
) {
    let PreparedRoom { details, log } = prepared;
    let room = &details.room;
    let audited = AuditEntry::new(customer, "room", "created", room.id, &room.subject);
    effects.extend(log.iter().map(Write::create));
    effects.write(Write::put(&audited));
    effects.extend(DailyStats::created(room).day_writes(|_| None));
    effects.publish(Event::room_created(details, state.files.links()), recipients(details));
}

/// Staff and the customer's other chat sessions.
fn recipients(parts: &RoomDetails) -> Recipients {
    Recipients::of_users([parts.room.customer_id]).and_staff().who_see(&parts.head)
}

/// Publishes a new room, and assigns it if the desk does so or notifies the agents who could take it; returns it as it is
/// afterwards.
pub(in crate::ops) async fn announce_room(
    state: &State,
    desk: &Desk,
    parts: RoomDetails,
    mut stored: Stored,
) -> RoomDetails {
    let notified = notify(state, &parts);
    let notifications = if desk.assigns_at(parts.room.created_at) {
        stored.carry_out(state).await;
        if let Some(routed) = route_room(state, &parts.room).await {
            return routed;
        }
        notified.await
    } else {
        tokio::join!(stored.carry_out(state), notified).1
    };
    for notification in &notifications {
        let agent = recipients(&parts).only(notification.user_id);
        stored.publish(Event::notification_created(notification), agent);
    }
    stored.carry_out(state).await;
    parts
}

fn room(customer: &User, new: NewRoom) -> Room {
    Room {
        id: new.id,
        customer_id: customer.id,
        customer_search: customer.search_text(),
        subject: new.subject,
        description: new.description,
        initial_message: new.initial_message,
        status: RoomStatus::Waiting,
        priority: new.priority,
        tags: new.tags,
        agent: None,
        changed_seq: 0,
        created_at: Timestamp::now(),
        assigned_at: None,
        resolved_at: None,
        closed_at: None,
        rating: None,
        rating_comment: String::new(),
        let_go_by: None,
        was_unattended: false,
        visit: new.visit,
        tally: None,
    }
}

/// Stores a notification for each agent who could take a new room. One that can't be stored is left out: the agent sees
/// the room in the queue.
async fn notify(state: &State, parts: &RoomDetails) -> Vec<Notification> {
    let customer_id = parts.room.customer_id;
    let could_take = |agent: &Agent| agent.is_available && agent.user_id != customer_id;
    let agents = all_agents(&state.table, MAX_NOTIFIED).await.inspect_err(ApiError::log).unwrap_or_default();
    let name = parts.customer.as_ref().map(User::full_name).unwrap_or_default();
    let stored = agents
        .into_iter()
        .filter(could_take)
        .map(|agent| notification_texts::new_chat(agent.user_id, &parts.room, &name));
    let stored = stored.map(async |notification| {
        let written = state.table.write(Write::put(&notification)).await;
        written.inspect_err(|error| tracing::warn!(%error, "notification of a new room failed")).ok()?;
        Some(notification)
    });
    join_all(stored).await.into_iter().flatten().collect()
}
