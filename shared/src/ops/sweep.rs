//! The sweep: periodic work, scheduled every minute.

use chrono::Duration;
use futures_util::{FutureExt, StreamExt, future::try_join_all, stream};

use super::{
    mail,
    rooms::{erase_removed, leave_desk, take_away},
    routing::route_all,
    uploads::clear_uploads,
    webhooks,
};
use crate::{
    ApiError, State,
    model::{Agent, Identity},
    queue::Queue,
    store::{active_rooms_of, all_agents, find_heads},
    table::Read,
    time::Timestamp,
};

/// Agents examined per sweep.
const AGENTS: usize = 1_000;
/// Rooms returned to the queue concurrently.
const CONCURRENCY: usize = 8;

/// Returns the rooms of agents who are signed out everywhere to the queue, and those that wait for an away agent if
/// `AWAY_REQUEUE_MINUTES` is set; assigns waiting rooms if `AUTO_ASSIGN` is on; requeues overdue deliveries to
/// webhooks and mails; deletes unclaimed uploads and erases deleted rooms. Safe to run at any time, concurrently, and to be
/// interrupted anywhere.
///
/// # Errors
/// An unreachable table; completed parts remain.
pub async fn sweep(state: &State, queue: &Queue) -> Result<(), ApiError> {
    let now = Timestamp::now();
    let busy: Vec<Agent> = all_agents(&state.table, AGENTS).await?;
    let busy: Vec<Agent> = busy.into_iter().filter(|agent| agent.current_active_chats > 0).collect();
    release_gone(state, &busy, now).await;
    if let Some(minutes) = state.config.desk.away_requeue {
        requeue(state, &busy, now, minutes).await?;
    }
    // Boxed: together the futures exceed the stack of a test's thread.
    let parts = [
        route_all(state).boxed(),
        webhooks::queue_pending(state, queue).boxed(),
        mail::queue_pending(state, queue).boxed(),
        clear_uploads(state).boxed(),
        erase_removed(state).boxed(),
    ];
    try_join_all(parts).await.map(|_| ())
}

/// Returns the rooms of agents without a session: it has expired, or a function died before it returned them.
async fn release_gone(state: &State, busy: &[Agent], now: Timestamp) {
    for agent in busy.iter().filter(|agent| agent.has_left || agent.is_away_at(now)) {
        // A failure here is retried by the next sweep, a minute later.
        if let Err(error) = leave_desk(state, &Identity::system(), agent.user_id).await {
            error.log();
        }
    }
}

/// Returns rooms to the queue whose customers wait for an agent that has been away for longer than `patience`.
async fn requeue(state: &State, busy: &[Agent], now: Timestamp, patience: Duration) -> Result<(), ApiError> {
    let is_gone = |agent: &Agent| {
        let is_long_ago = agent.last_seen.is_none_or(|seen| seen.after(patience) <= now);
        agent.is_away_at(now) && is_long_ago
    };
    for agent in busy.iter().filter(|agent| is_gone(agent)) {
        let rooms = active_rooms_of(&state.table, agent.id).await?;
        let heads = find_heads(&state.table, rooms.iter().map(|room| room.id).collect(), Read::Consistent).await?;
        let waiting = heads.into_iter().filter(|head| head.service.is_unanswered);
        let put_back = stream::iter(waiting).map(|head| async move {
            // A failure here is retried by the next sweep, a minute later.
            if let Err(error) = take_away(state, &Identity::system(), head.room_id, agent.id).await {
                error.log();
            }
        });
        put_back.buffer_unordered(CONCURRENCY).collect::<()>().await;
    }
    Ok(())
}
