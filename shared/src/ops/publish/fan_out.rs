//! Fan-out of an event: one post to each of its recipients.

use futures_util::{StreamExt, stream};

use super::{
    chat_sessions::{ChatSessions, ListedSession},
    recipients::Recipients,
};
use crate::{
    event::Event,
    ids::ConnectionId,
    push::{Posted, Push},
    views::Reader,
};

/// Concurrent posts to connections, or removals of them.
pub(super) const FAN_OUT_CONCURRENCY: usize = 64;

/// Posts an event to its recipients among these sessions; returns the connections that are gone.
pub(super) async fn post(
    push: &Push,
    event: &Event,
    recipients: &Recipients,
    sessions: &ChatSessions,
) -> Vec<ConnectionId> {
    let admitted = recipients.among(sessions, event.room_id());
    let (staff, customers): (Vec<_>, Vec<_>) = admitted.cloned().partition(|session| session.role.is_staff());
    let frame = |sessions: &[ListedSession], reader| {
        if sessions.is_empty() { String::new() } else { event.seen_by(reader).to_text() }
    };
    let frames = [frame(&staff, Reader::Staff), frame(&customers, Reader::Customer)];
    let frames = &frames;
    let posts = staff.into_iter().map(|session| (session, 0)).chain(customers.into_iter().map(|session| (session, 1)));
    stream::iter(posts)
        .map(|(session, reader): (ListedSession, usize)| async move {
            let posted = push.post(&session.connection_id, &frames[reader]).await;
            (posted == Posted::Gone && session.is_past_opening()).then_some(session.connection_id)
        })
        .buffer_unordered(FAN_OUT_CONCURRENCY)
        .filter_map(std::future::ready)
        .collect()
        .await
}
