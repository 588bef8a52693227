//! What has to happen by itself: every minute, from a schedule.

use chrono::Duration;
use futures_util::{FutureExt, StreamExt, future::try_join_all, stream};

use super::{
    agents::{all_agents, leave_desk},
    rooms::{active_rooms_of, erase_removed, take_away},
    routing::route_all,
    uploads::clear_uploads,
    webhooks::queue_pending,
};
use crate::{
    ApiError, State,
    model::{Agent, Head, Identity},
    table::{Key, Read},
    time::Timestamp,
};

/// How many agents are looked at.
const AGENTS: usize = 1_000;
/// How many rooms are put back at once.
const CONCURRENCY: usize = 8;

/// Puts back what agents have who are signed in nowhere any more, and what waits for those who are away, where
/// `AWAY_REQUEUE_MINUTES` says so, and gives out what waits, where `AUTO_ASSIGN` does; has deliveries to webhooks made
/// that the queue has lost, and clears away files that nobody wants and rooms that were deleted. Safe to run at any time,
/// twice at once, and to be cut off anywhere.
///
/// # Errors
/// When the table can't be reached; what was done until then is done.
pub async fn sweep(state: &State) -> Result<(), ApiError> {
    let now = Timestamp::now();
    let busy: Vec<Agent> = all_agents(&state.table, AGENTS).await?;
    let busy: Vec<Agent> = busy.into_iter().filter(|agent| agent.current_active_chats > 0).collect();
    release_gone(state, &busy, now).await;
    if let Some(minutes) = state.config.desk.away_requeue {
        requeue(state, &busy, now, minutes).await?;
    }
    // Boxed: together they are larger than what a thread of a test may have for its stack.
    let parts = [
        route_all(state).boxed(),
        queue_pending(state).boxed(),
        clear_uploads(state).boxed(),
        erase_removed(state).boxed(),
    ];
    try_join_all(parts).await.map(|_| ())
}

/// Puts the rooms of agents back whose last session has ended without that: it ran out, or a function died on the way.
async fn release_gone(state: &State, busy: &[Agent], now: Timestamp) {
    for agent in busy.iter().filter(|agent| agent.has_left || agent.is_away_at(now)) {
        // What fails here is tried again in a minute.
        if let Err(error) = leave_desk(state, &Identity::system(), agent.user_id).await {
            error.log();
        }
    }
}

/// Puts the rooms back into the queue whose customers wait for an agent who hasn't been heard of for so long.
async fn requeue(state: &State, busy: &[Agent], now: Timestamp, patience: Duration) -> Result<(), ApiError> {
    let is_gone = |agent: &Agent| {
        let is_long_ago = agent.last_seen.is_none_or(|seen| seen.after(patience) <= now);
        agent.is_away_at(now) && is_long_ago
    };
    for agent in busy.iter().filter(|agent| is_gone(agent)) {
        let rooms = active_rooms_of(&state.table, agent.id).await?;
        let heads = rooms.iter().map(|room| Key::head(room.id));
        let heads: Vec<Head> = state.table.get_all(heads, Read::Consistent).await?;
        let waiting = heads.into_iter().filter(|head| head.service.is_unanswered);
        let put_back = stream::iter(waiting).map(|head| async move {
            // What fails here is tried again in a minute.
            if let Err(error) = take_away(state, &Identity::system(), head.room_id, agent.id).await {
                error.log();
            }
        });
        put_back.buffer_unordered(CONCURRENCY).collect::<()>().await;
    }
    Ok(())
}
