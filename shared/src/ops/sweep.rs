//! The sweep: periodic work, scheduled every minute.

use chrono::Duration;
use futures_util::{FutureExt, StreamExt, future::try_join_all, stream};

use super::{
    mail,
    rooms::{erase_removed, leave_desk, take_away},
    routing::route_all,
    uploads::clear_uploads,
    web_push, webhooks,
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

/// Returns the rooms of agents who are signed out everywhere to the queue, and those whose customers have waited
/// too long for one who isn't there; assigns waiting rooms, both by the desk's settings; requeues overdue deliveries to
/// webhooks, mails and web pushes, and mails the daily reports; deletes unclaimed uploads and erases deleted rooms. Safe to
/// run at any time, concurrently, and to be interrupted anywhere.
///
/// # Errors
/// An unreachable table; completed parts remain.
pub async fn sweep(state: &State, queue: &Queue) -> Result<(), ApiError> {
    let now = Timestamp::now();
    let (desk, agents) = tokio::try_join!(state.desk(), all_agents(&state.table, AGENTS))?;
    let is_gone = |agent: &Agent| agent.is_gone_at(now, desk.routing.away_after());
    let gone: Vec<Agent> =
        agents.into_iter().filter(|agent| agent.current_active_chats > 0 && is_gone(agent)).collect();
    release_signed_out(state, &gone).await;
    if let Some(patience) = desk.routing.requeue_after() {
        requeue(state, &gone, now, patience).await?;
    }
    // Boxed: together the futures exceed the stack of a test's thread.
    let parts = [
        route_all(state).boxed(),
        webhooks::queue_pending(state, queue).boxed(),
        mail::queue_pending(state, queue).boxed(),
        mail::mail_reports(state).boxed(),
        web_push::queue_pending(state, queue).boxed(),
        clear_uploads(state).boxed(),
        erase_removed(state).boxed(),
    ];
    try_join_all(parts).await.map(|_| ())
}

/// Returns the rooms of agents without a session: it has expired, or a function died before it returned them.
async fn release_signed_out(state: &State, gone: &[Agent]) {
    for agent in gone {
        // A failure here is retried by the next sweep, a minute later.
        if let Err(error) = leave_desk(state, &Identity::system(), agent.user_id).await {
            error.log();
        }
    }
}

/// Returns the rooms to the queue whose customers wait for an agent that was last seen longer ago than `patience`.
async fn requeue(state: &State, gone: &[Agent], now: Timestamp, patience: Duration) -> Result<(), ApiError> {
    for agent in gone.iter().filter(|agent| agent.is_unseen_for(patience, now)) {
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
