//! Presence. A connection keeps its user online as long as it sends heartbeats; without one, the user's own setting
//! counts.

use chrono::Duration;

use super::{
    Recipients,
    race::{Attempt, retry_on_conflict},
    routing::route_rest,
};
use crate::{
    ApiError, State,
    event::Event,
    ids::UserId,
    model::{Agent, DirectoryEntry, Identity, User},
    store::{connections_of, get_user, open_rooms_of},
    table::{Entity, Key, Write},
    time::Timestamp,
};

/// Longest silence of a connection: two heartbeats of 30 s and a margin.
const PRESENCE_TIMEOUT: Duration = Duration::seconds(75);

/// Source of a change of presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A connection, until it falls silent.
    Connected,
    /// Set by the user.
    Online,
    /// Set by the user, or the end of the user's last connection.
    Offline,
}

/// Sets a user's presence, and publishes a change to those who share an open room with the user.
///
/// # Errors
/// An unreachable table.
pub async fn set_presence(state: &State, who: &Identity, presence: Presence) -> Result<User, ApiError> {
    let (before, after) = retry_on_conflict(|| async move {
        let before = get_user(&state.table, who.user_id).await?;
        let (writes, after) = change(who, &before, presence);
        state.table.transact(writes).await?;
        Ok::<_, Attempt>((before, after))
    })
    .await?;
    tell_if_changed(state, who, &before, &after).await;
    // Rooms may have been waiting for this agent.
    if let Some(agent_id) = who.agent_id.filter(|_| presence != Presence::Offline && !before.is_online) {
        route_rest(state, None, Some(agent_id)).await;
    }
    Ok(after)
}

/// Records a heartbeat of a connection of the user. Presence doesn't change: a connected user may have set themselves
/// offline.
///
/// # Errors
/// An unreachable table.
pub async fn heartbeat(state: &State, who: &Identity) -> Result<(), ApiError> {
    let now = Timestamp::now();
    let write =
        |key| Write::update(key).set("online_until", now.after(PRESENCE_TIMEOUT)).set("last_seen", now).when_exists();
    let user = state.table.write_if(write(User::key_of(who.user_id)));
    let agent = async {
        match who.agent_id {
            Some(agent_id) => state.table.write_if(write(Agent::key_of(agent_id))).await,
            None => Ok(true),
        }
    };
    tokio::try_join!(user, agent)?;
    Ok(())
}

/// Records the end of a connection of the user: without another one the user is offline.
///
/// # Errors
/// An unreachable table.
pub async fn connection_ended(state: &State, who: &Identity) -> Result<(), ApiError> {
    let user = get_user(&state.table, who.user_id).await?;
    if has_connection(state, who.user_id).await? {
        return Ok(());
    }
    let (writes, after) = change(who, &user, Presence::Offline);
    match state.table.transact(writes).await {
        // A new connection stores itself, then its presence: one that isn't seen above has changed the presence in
        // between.
        Err(error) if error.is_condition() => Ok(()),
        written => {
            written?;
            tell_if_changed(state, who, &user, &after).await;
            Ok(())
        }
    }
}

/// Writes of a change of presence, unless a concurrent one has changed it, with the resulting user.
fn change(who: &Identity, user: &User, presence: Presence) -> (Vec<Write>, User) {
    let now = Timestamp::now();
    let after = User {
        is_online: presence != Presence::Offline,
        online_until: (presence == Presence::Connected).then(|| now.after(PRESENCE_TIMEOUT)),
        last_seen: Some(now),
        ..user.clone()
    };
    let entry = match presence {
        Presence::Offline => Write::delete(DirectoryEntry::online_key(user.id)),
        Presence::Online | Presence::Connected => Write::put(&DirectoryEntry::online(&after)),
    };
    let mut writes = vec![note(user.key(), &after).when_exists().when_same("online_until", user.online_until), entry];
    writes.extend(who.agent_id.map(|agent_id| {
        note(Agent::key_of(agent_id), &after).set("has_left", presence == Presence::Offline).when_exists()
    }));
    (writes, after)
}

async fn has_connection(state: &State, user: UserId) -> Result<bool, ApiError> {
    let now = Timestamp::now();
    let entries = connections_of(&state.table, user).await?;
    Ok(entries.iter().any(|entry| now < entry.expires_at))
}

/// Write of a user's presence to the user, and equally to its agent.
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
        Err(error) => return tracing::warn!(%error, "publication of a presence change failed"),
    };
    let agents = rooms.iter().filter_map(|room| room.agent.as_ref().map(|agent| agent.user_id));
    let others = agents.chain(rooms.iter().map(|room| room.customer_id)).filter(|&other| other != user.id);
    Recipients::of_users(&state.table, others).await.publish(state, &Event::presence(user)).await;
}
