//! Who is online. A connection keeps its user online as long as it is heard of; without one, the user's own word does.

use chrono::Duration;

use super::{
    Recipients,
    race::{Attempt, retry_on_conflict},
    rooms::open_rooms_of,
    routing::route_rest,
    users::get_user,
};
use crate::{
    ApiError, State,
    event::Event,
    ids::UserId,
    model::{ConnectionEntry, DirectoryEntry, Identity, User},
    table::{Entity, Key, Query, Write, keys},
    time::Timestamp,
};

/// How long a connection may be silent: two heartbeats of 30 s and some patience.
const PRESENCE_TIMEOUT: Duration = Duration::seconds(75);

/// What makes somebody be online or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A connection, until it falls silent.
    Connected,
    /// Their own word.
    Online,
    /// Their own word, or the end of their last connection.
    Offline,
}

/// Notes that a user came online or went, and tells those who share an open room with them.
///
/// # Errors
/// When the table can't be reached.
pub async fn set_presence(state: &State, who: &Identity, presence: Presence) -> Result<User, ApiError> {
    let (before, after) = retry_on_conflict(|| async move {
        let before = get_user(&state.table, who.user_id).await?;
        let (writes, after) = change(who, &before, presence);
        state.table.transact(writes).await?;
        Ok::<_, Attempt>((before, after))
    })
    .await?;
    tell_if_changed(state, who, &before, &after).await;
    // What waits may have waited for this agent.
    if let Some(agent_id) = who.agent_id.filter(|_| presence != Presence::Offline && !before.is_online) {
        route_rest(state, None, Some(agent_id)).await;
    }
    Ok(after)
}

/// Notes that a connection of the user was heard of. Whether they are online stays as it was: who is connected may have
/// said that they are not.
///
/// # Errors
/// When the table can't be reached.
pub async fn heartbeat(state: &State, who: &Identity) -> Result<(), ApiError> {
    let now = Timestamp::now();
    let write =
        |key| Write::update(key).set("online_until", now.after(PRESENCE_TIMEOUT)).set("last_seen", now).when_exists();
    let user = state.table.write_if(write(Key::user(who.user_id)));
    let agent = async {
        match who.agent_id {
            Some(agent_id) => state.table.write_if(write(Key::agent(agent_id))).await,
            None => Ok(true),
        }
    };
    tokio::try_join!(user, agent)?;
    Ok(())
}

/// Notes that a connection of the user ended: without another they are offline.
///
/// # Errors
/// When the table can't be reached.
pub async fn connection_ended(state: &State, who: &Identity) -> Result<(), ApiError> {
    let user = get_user(&state.table, who.user_id).await?;
    if has_connection(state, who.user_id).await? {
        return Ok(());
    }
    let (writes, after) = change(who, &user, Presence::Offline);
    match state.table.transact(writes).await {
        // A connection that opens stores itself, then its presence: if it wasn't seen above, it is what came between.
        Err(error) if error.is_condition() => Ok(()),
        written => {
            written?;
            tell_if_changed(state, who, &user, &after).await;
            Ok(())
        }
    }
}

/// The writes that change a user's presence, if it is still as `user` says, and the user after them.
fn change(who: &Identity, user: &User, presence: Presence) -> (Vec<Write>, User) {
    let now = Timestamp::now();
    let after = User {
        is_online: presence != Presence::Offline,
        online_until: (presence == Presence::Connected).then(|| now.after(PRESENCE_TIMEOUT)),
        last_seen: Some(now),
        ..user.clone()
    };
    let entry = match presence {
        Presence::Offline => Write::delete(Key::online(user.id)),
        Presence::Online | Presence::Connected => Write::put(&DirectoryEntry::online(&after)),
    };
    let mut writes = vec![note(user.key(), &after).when_exists().when_same("online_until", user.online_until), entry];
    writes.extend(who.agent_id.map(|agent_id| {
        note(Key::agent(agent_id), &after).set("has_left", presence == Presence::Offline).when_exists()
    }));
    (writes, after)
}

async fn has_connection(state: &State, user: UserId) -> Result<bool, ApiError> {
    let query = Query::table(keys::user(user)).prefix(keys::CONNECTION).consistent();
    let now = Timestamp::now();
    // DynamoDB may remove what has expired days later.
    let entries: Vec<ConnectionEntry> = state.table.take(&query, usize::MAX).await?;
    Ok(entries.iter().any(|entry| now < entry.expires_at))
}

/// What a user, and equally the agent that it is, says of its presence.
fn note(key: Key, user: &User) -> Write {
    let write = Write::update(key).set("is_online", user.is_online).set("last_seen", user.last_seen);
    match user.online_until {
        Some(until) => write.set("online_until", until),
        None => write.remove("online_until"),
    }
}

async fn tell_if_changed(state: &State, who: &Identity, before: &User, user: &User) {
    if before.is_online_at(Timestamp::now()) == user.is_online {
        return;
    }
    let rooms = match open_rooms_of(&state.table, who).await {
        Ok(rooms) => rooms,
        Err(error) => return tracing::warn!(%error, "nobody was told of a change of presence"),
    };
    let agents = rooms.iter().filter_map(|room| room.agent.as_ref().map(|agent| agent.user_id));
    let others = agents.chain(rooms.iter().map(|room| room.customer_id)).filter(|&other| other != user.id);
    Recipients::of_users(&state.table, others).await.publish(state, &Event::presence(user)).await;
}
