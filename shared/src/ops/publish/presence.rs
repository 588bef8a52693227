//! Changes of presence: their writes, and the event for those who share an open room with the user.

use super::Recipients;
use crate::{
    ApiError,
    event::Event,
    ids::UserId,
    model::{Agent, DirectoryEntry, Identity, PRESENCE_TIMEOUT, Presence, User},
    store::{chat_sessions_of, get_user, open_rooms_of},
    table::{Entity, Key, Table, Write},
    time::Timestamp,
};

/// Sets a user whose connection has ended offline, unless there is another one; returns what is to be published.
///
/// # Errors
/// An unreachable table.
pub(super) async fn connection_ended(table: &Table, who: &Identity) -> Result<Option<(Event, Recipients)>, ApiError> {
    let user = get_user(table, who.user_id).await?;
    if has_connection(table, who.user_id).await? {
        return Ok(None);
    }
    let (writes, after) = presence_change(who, &user, Presence::Offline);
    match table.transact(writes).await {
        // A new connection stores itself, then its presence: one that isn't seen above has changed the presence in
        // between.
        Err(error) if error.is_condition() => Ok(None),
        written => {
            written?;
            Ok(presence_event(table, who, &user, &after).await)
        }
    }
}

/// Writes of a change of presence, unless a concurrent one has changed it, with the resulting user.
pub(in crate::ops) fn presence_change(who: &Identity, user: &User, presence: Presence) -> (Vec<Write>, User) {
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
    let mut writes =
        vec![presence_update(user.key(), &after).when_exists().when_same("online_until", user.online_until), entry];
    writes.extend(who.agent_id.map(|agent_id| {
        presence_update(Agent::key_of(agent_id), &after).set("has_left", presence == Presence::Offline).when_exists()
    }));
    (writes, after)
}

async fn has_connection(table: &Table, user: UserId) -> Result<bool, ApiError> {
    let now = Timestamp::now();
    let entries = chat_sessions_of(table, user).await?;
    Ok(entries.iter().any(|entry| now < entry.expires_at))
}

/// Write of a user's presence to the user, and equally to its agent.
fn presence_update(key: Key, user: &User) -> Write {
    let write = Write::update(key).set("is_online", user.is_online).set("last_seen", user.last_seen);
    write.set_or_remove("online_until", user.online_until)
}

/// The event of a change of presence and its recipients, if the change is visible.
pub(in crate::ops) async fn presence_event(
    table: &Table,
    who: &Identity,
    before: &User,
    user: &User,
) -> Option<(Event, Recipients)> {
    if before.is_online_at(Timestamp::now()) == user.is_online {
        return None;
    }
    let rooms = open_rooms_of(table, who).await;
    let rooms = rooms.inspect_err(|error| tracing::warn!(%error, "publication of a presence change failed")).ok()?;
    let agents = rooms.iter().filter_map(|room| room.agent.as_ref().map(|agent| agent.user_id));
    let others = agents.chain(rooms.iter().map(|room| room.customer_id)).filter(|&other| other != user.id);
    Some((Event::presence(user), Recipients::of_users(others)))
}
