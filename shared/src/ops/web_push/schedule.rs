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
        Audience, EntryKind, LogEntry, NotificationSettings, NotificationType, Occasion, PushSubscription, RoomChange,
        WebPush, WebPushRef,
    },
    queue::Queue,
    store::all_agents,
    table::{Read, Write},
    time::Timestamp,
};

/// Staff's subscriptions, and agents, that are looked at for a room that waits.
const STAFF: usize = 1_000;
/// Web pushes stored concurrently.
const CONCURRENCY: usize = 16;

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
        let Some((occasion, audience)) = entry.occasion() else { continue };
        let users = match audience {
            Audience::Side(side) => with_subscription(state, entry.head.user_on(side)).await?,
            Audience::Agents => agents_who_could_take(state, entry.head.customer_id).await?,
        };
        let users = who_want_to_know(state, users, occasion).await?;
        let notification_type = notification_type(occasion, entry);
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

/// Meaning of an entry to those whom it concerns.
fn notification_type(occasion: Occasion, entry: &LogEntry) -> NotificationType {
    let changed = |to| matches!(&entry.kind, EntryKind::Updated { change, .. } if *change == to);
    match occasion {
        Occasion::NewMessage => NotificationType::NewMessage,
        Occasion::Assigned if changed(RoomChange::Transferred) => NotificationType::ChatTransferred,
        Occasion::Assigned => NotificationType::AgentAssigned,
        Occasion::NewChat if changed(RoomChange::Unassigned) => NotificationType::AgentUnassigned,
        Occasion::NewChat => NotificationType::NewChat,
    }
}

async fn with_subscription(state: &State, user: Option<UserId>) -> Result<Vec<UserId>, ApiError> {
    let Some(user) = user else { return Ok(Vec::new()) };
    let any: Vec<PushSubscription> = state.table.take(&PushSubscription::of_user(user), 1).await?;
    Ok(any.into_iter().map(|subscription| subscription.user_id).collect())
}

/// The ones of these users, who have a subscription, to be told of such an occasion.
async fn who_want_to_know(state: &State, users: Vec<UserId>, occasion: Occasion) -> Result<Vec<UserId>, ApiError> {
    let keys = users.iter().map(|&user| NotificationSettings::key_of(user));
    let settings: Vec<NotificationSettings> = state.table.get_all(keys, Read::Eventual).await?;
    let refuse = settings.into_iter().filter(|settings| !settings.is_pushed(occasion));
    let refuse: BTreeSet<UserId> = refuse.map(|settings| settings.user_id).collect();
    Ok(users.into_iter().filter(|user| !refuse.contains(user)).collect())
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
