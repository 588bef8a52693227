//! Web pushes are made from the entries of rooms' logs, as the table's stream brings them: at least once, in the order of
//! a room.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    ApiError, State,
    ids::UserId,
    model::{
        EntryKind, LogEntry, NotificationType, PushSubscription, RoomChange, RoomStatus, SenderType, Side, WebPush,
        WebPushRef,
    },
    queue::Queue,
    store::all_agents,
    table::Write,
    time::Timestamp,
};

/// Staff's subscriptions, and agents, that are looked at for a room that waits.
const STAFF: usize = 1_000;
/// Web pushes stored concurrently.
const CONCURRENCY: usize = 16;

/// Users who are to hear of an entry.
enum Audience {
    User(UserId),
    /// Agents who could take the room.
    Agents,
}

/// Stores a web push for each user with a subscription who is to hear of one of these entries, unless it is stored
/// already, and queues all of them: a process that died may have stored without queueing.
///
/// # Errors
/// An unreachable table. To be repeated, because some web pushes may be missing.
pub async fn schedule_pushes(state: &State, queue: &Queue, entries: &[LogEntry]) -> Result<(), ApiError> {
    let now = Timestamp::now();
    // Of several entries of a room, in their order, the last one counts.
    let mut pushes = BTreeMap::new();
    for entry in entries.iter().filter(|entry| WebPush::is_fresh(entry.time(), now)) {
        let Some((notification_type, audience)) = cause(entry) else { continue };
        let users = match audience {
            Audience::User(user) => with_subscription(state, user).await?,
            Audience::Agents => agents_who_could_take(state, entry.head.customer_id).await?,
        };
        let those = users.into_iter().map(|user| WebPush::new(entry, notification_type, user));
        pushes.extend(those.map(|push| (WebPushRef::from(&push), push)));
    }
    if pushes.is_empty() {
        return Ok(());
    }
    // A later event of the room may be stored already: the stream repeats itself.
    let unless_later = |push: &WebPush| Write::put(push).when_absent_or_below("seq", push.seq);
    let writes: Vec<Write> = pushes.values().map(unless_later).collect();
    let stored = stream::iter(writes).map(|write| state.table.write_if(write));
    stored.buffer_unordered(CONCURRENCY).try_for_each(async |_| Ok(())).await?;
    let references: Vec<WebPushRef> = pushes.into_keys().collect();
    queue.send(&references, Duration::ZERO).await;
    Ok(())
}

/// The users who are to hear of an entry, and what it is to them.
fn cause(entry: &LogEntry) -> Option<(NotificationType, Audience)> {
    let waits = entry.head.status == RoomStatus::Waiting;
    match &entry.kind {
        EntryKind::Created if waits => Some((NotificationType::NewChat, Audience::Agents)),
        EntryKind::Message(_) => {
            let side = match entry.as_message()?.sender.kind {
                SenderType::User => Side::Agent,
                SenderType::Agent => Side::Customer,
                SenderType::System => return None,
            };
            entry.head.user_on(side).map(|user| (NotificationType::NewMessage, Audience::User(user)))
        }
        EntryKind::Updated { change, state } => match change {
            RoomChange::Reopened if waits => Some((NotificationType::NewChat, Audience::Agents)),
            RoomChange::Unassigned => Some((NotificationType::AgentUnassigned, Audience::Agents)),
            RoomChange::Assigned => of_agent(NotificationType::AgentAssigned, state.agent.as_ref()?.user()),
            RoomChange::Transferred => of_agent(NotificationType::ChatTransferred, state.agent.as_ref()?.user()),
            // Who takes a room knows.
            RoomChange::Taken
            | RoomChange::Reopened
            | RoomChange::Resolved
            | RoomChange::Closed
            | RoomChange::Rated
            | RoomChange::Edited => None,
        },
        EntryKind::Created | EntryKind::Edited { .. } | EntryKind::Removed => None,
    }
}

fn of_agent(notification_type: NotificationType, agent: Option<UserId>) -> Option<(NotificationType, Audience)> {
    agent.map(|agent| (notification_type, Audience::User(agent)))
}

async fn with_subscription(state: &State, user: UserId) -> Result<Vec<UserId>, ApiError> {
    let any: Vec<PushSubscription> = state.table.take(&PushSubscription::of_user(user), 1).await?;
    Ok(any.into_iter().map(|subscription| subscription.user_id).collect())
}

/// The agents with a subscription who could take a room of this customer.
async fn agents_who_could_take(state: &State, customer: UserId) -> Result<Vec<UserId>, ApiError> {
    let subscriptions: Vec<PushSubscription> = state.table.take(&PushSubscription::of_staff(), STAFF).await?;
    if subscriptions.is_empty() {
        return Ok(Vec::new());
    }
    let subscribed: BTreeSet<UserId> = subscriptions.into_iter().map(|subscription| subscription.user_id).collect();
    let agents = all_agents(&state.table, STAFF).await?;
    let could_take = agents.into_iter().filter(|agent| agent.can_take_chat() && agent.user_id != customer);
    Ok(could_take.map(|agent| agent.user_id).filter(|user| subscribed.contains(user)).collect())
}
