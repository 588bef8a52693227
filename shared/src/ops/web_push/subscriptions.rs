//! A user's subscriptions with the sessions that made them: one whose session has ended, has ended as well.

use futures_util::future::try_join_all;

use crate::{
    ApiError,
    ids::UserId,
    model::{PushSubscription, Session},
    table::{Entity, Key, Read, Table, Write},
    time::Timestamp,
};

/// Most subscriptions of a user that are looked at.
const SUBSCRIPTIONS: usize = 1_000;

/// Reads a user's subscriptions that are good, each with its session, and deletes the others.
///
/// # Errors
/// An unreachable table.
pub(super) async fn live_of(table: &Table, user: UserId) -> Result<Vec<(PushSubscription, Session)>, ApiError> {
    let all: Vec<PushSubscription> = table.take(&PushSubscription::of_user(user).consistent(), SUBSCRIPTIONS).await?;
    let session_of = |subscription: &PushSubscription| Session::key_of(user, subscription.session_id);
    let keys: Vec<Key> = all.iter().map(session_of).collect();
    let sessions = table.get_many(keys, Read::Consistent).await?;
    let now = Timestamp::now();
    let (mut live, mut ended) = (Vec::new(), Vec::new());
    for subscription in all {
        let session: Option<Session> = sessions.get(&session_of(&subscription))?;
        match session.filter(|session| session.is_active && now < session.expires_at.min(subscription.expires_at)) {
            Some(session) => live.push((subscription, session)),
            // Unless another session has made it again in the meantime.
            None => ended.push(Write::delete(subscription.key()).when_equals("session_id", subscription.session_id)),
        }
    }
    try_join_all(ended.into_iter().map(|write| table.write_if(write))).await?;
    Ok(live)
}
