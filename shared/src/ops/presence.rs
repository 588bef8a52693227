//! Presence. A connection keeps its user online as long as it sends heartbeats; without one, the user's own setting
//! counts.

use super::{
    publish::{presence_change, presence_event, publish},
    race::{Attempt, retry_on_conflict},
    routing::route_to,
};
use crate::{
    ApiError, State,
    model::{Agent, Identity, PRESENCE_TIMEOUT, Presence, User},
    store::get_user,
    table::Write,
    time::Timestamp,
};

/// Sets a user's presence, and publishes a change to those who share an open room with the user.
///
/// # Errors
/// An unreachable table.
pub async fn set_presence(state: &State, who: &Identity, presence: Presence) -> Result<User, ApiError> {
    let (before, after) = retry_on_conflict(|| async move {
        let before = get_user(&state.table, who.user_id).await?;
        let (writes, after) = presence_change(who, &before, presence);
        state.table.transact(writes).await?;
        Ok::<_, Attempt>((before, after))
    })
    .await?;
    if let Some((event, recipients)) = presence_event(&state.table, who, &before, &after).await {
        publish(state, &event, &recipients).await;
    }
    // Rooms may have been waiting for this agent.
    if let Some(agent_id) = who.agent_id.filter(|_| presence != Presence::Offline && !before.is_online) {
        route_to(state, agent_id).await;
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
