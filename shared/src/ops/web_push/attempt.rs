//! Attempts to hand web pushes to push services, with growing delays, as long as their events are fresh.

use std::{cmp::Reverse, time::Duration};

use futures_util::{StreamExt, stream};
use url::Url;

use super::{
    decide::{Decision, decide},
    request::request,
    subscriptions::live_of,
};
use crate::{
    ApiError, State,
    model::{DeliveryAttempt, PushSubscription, WebPush, WebPushRef},
    ops::{
        attempts::{LEASE, MAX_OVERDUE, OVERDUE, delay_after},
        outbound::Post,
    },
    queue::Queue,
    store::push_key,
    table::{Entity, Read, Write},
    time::Timestamp,
    views::WebPushView,
};

/// Requests to push services sent concurrently.
const CONCURRENCY: usize = 10;
/// Most browsers of a user that are sent something, the newest: a request takes ten seconds at most.
const BROWSERS: usize = 50;

/// Outcome of a request to a push service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The push service has taken it.
    Taken,
    /// The browser's subscription has ended.
    Gone,
    /// Another attempt would be refused as well.
    Refused,
    /// The push service is busy or out of reach.
    Unavailable,
}

impl From<&DeliveryAttempt> for Outcome {
    fn from(attempt: &DeliveryAttempt) -> Self {
        match attempt.status_code {
            Some(200..=299) => Self::Taken,
            Some(404 | 410) => Self::Gone,
            None | Some(429 | 500..) => Self::Unavailable,
            Some(_) => Self::Refused,
        }
    }
}

/// Sends a web push to its user's browsers, if it is due and still needed, with `post`, which sends a request and returns
/// the result. A failed or postponed attempt is queued again.
///
/// # Errors
/// An unreachable table.
pub async fn attempt_push<F>(
    state: &State,
    queue: &Queue,
    what: WebPushRef,
    post: impl Fn(Post) -> F,
) -> Result<(), ApiError>
where
    F: Future<Output = DeliveryAttempt>,
{
    let key = WebPush::key_of(what.room_id, what.user_id);
    let Some(push) = state.table.get::<WebPush>(&key, Read::Consistent).await? else { return Ok(()) };
    let Some(due) = push.next_attempt_at else { return Ok(()) };
    let now = Timestamp::now();
    if now < due {
        queue_at(queue, what, due).await;
        return Ok(());
    }
    // The conditional write of the lease elects the process that attempts it; if that one dies, it is due again
    // afterwards.
    let lease_end = now.after(LEASE);
    let mut push = WebPush { next_attempt_at: Some(lease_end), ..push };
    if !replace(state, &push, due).await? {
        return Ok(());
    }
    push.next_attempt_at = match decide(state, &push).await? {
        Decision::Drop => None,
        Decision::Postpone(until) => Some(until),
        Decision::Send(view) => send(state, &mut push, &view, post).await?,
    };
    push.next_attempt_at = push.next_attempt_at.filter(|&next| WebPush::is_fresh(push.created_at, next));
    // A later event that has taken its place meanwhile is queued itself.
    if replace(state, &push, lease_end).await?
        && let Some(next) = push.next_attempt_at
    {
        queue_at(queue, what, next).await;
    }
    Ok(())
}

/// Sends a web push to the browsers that have not got it yet; returns the time of the next attempt if it is to be tried
/// again.
async fn send<F>(
    state: &State,
    push: &mut WebPush,
    view: &WebPushView,
    post: impl Fn(Post) -> F,
) -> Result<Option<Timestamp>, ApiError>
where
    F: Future<Output = DeliveryAttempt>,
{
    let mut subscriptions = live_of(&state.table, push.user_id).await?;
    subscriptions.sort_by_key(|(subscription, _)| Reverse(subscription.created_at));
    let concerned = subscriptions.into_iter().filter(|(subscription, session)| {
        session.identity.is_bound_to(push.room_id) && !push.taken_by.contains(&subscription.id)
    });
    let concerned = concerned.take(BROWSERS);
    let key = push_key(&state.table).await?;
    let mut requests = Vec::new();
    for (subscription, _) in concerned {
        let request = request(&state.config.web, &key, &subscription, view)?;
        requests.push((subscription, request));
    }
    let sent = stream::iter(requests).map(|(subscription, request)| {
        let sent = post(request);
        async move { (subscription, sent.await) }
    });
    let sent: Vec<(PushSubscription, DeliveryAttempt)> = sent.buffer_unordered(CONCURRENCY).collect().await;
    let mut is_complete = true;
    for (subscription, attempt) in sent {
        match Outcome::from(&attempt) {
            Outcome::Taken => push.taken_by.push(subscription.id),
            Outcome::Gone => state.table.write(Write::delete(subscription.key())).await?,
            Outcome::Refused => log(&subscription, &attempt),
            Outcome::Unavailable => {
                log(&subscription, &attempt);
                is_complete = false;
            }
        }
    }
    push.failures += usize::from(!is_complete);
    Ok((!is_complete).then(|| Timestamp::now().after(delay_after(push.failures))))
}

/// Logs a failure, without the endpoint's path, which is a secret between browser and sender.
fn log(subscription: &PushSubscription, attempt: &DeliveryAttempt) {
    let url = Url::parse(&subscription.endpoint).ok();
    let push_service = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let (status, error) = (attempt.status_code, attempt.error.as_deref());
    tracing::warn!(push_service, status, error, "web push failed");
}

/// Replaces a web push, unless a later event or another process has since it was due at that time.
async fn replace(state: &State, push: &WebPush, due: Timestamp) -> Result<bool, ApiError> {
    let unchanged = Write::put(push).when_equals("seq", push.seq).when_equals("next_attempt_at", due);
    Ok(state.table.write_if(unchanged).await?)
}

/// Queues a web push, to arrive just after that time.
async fn queue_at(queue: &Queue, what: WebPushRef, time: Timestamp) {
    queue.send(&[what], Duration::from_secs(time.seconds_since(Timestamp::now()) + 1)).await;
}

/// Queues overdue web pushes again: their message was lost, or the process that attempted them died.
///
/// # Errors
/// A failed read of the table.
pub async fn queue_pending(state: &State, queue: &Queue) -> Result<(), ApiError> {
    let list = WebPush::due_before(Timestamp::now().after(-OVERDUE));
    let pushes: Vec<WebPush> = state.table.take(&list, MAX_OVERDUE).await?;
    let references: Vec<WebPushRef> = pushes.iter().map(WebPushRef::from).collect();
    if !references.is_empty() {
        queue.send(&references, Duration::ZERO).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_what_becomes_of_a_subscription() {
        let outcome = |status_code| {
            let attempt = DeliveryAttempt { at: Timestamp::now(), milliseconds: 1, status_code, error: None };
            Outcome::from(&attempt)
        };
        for (status, expected) in [
            (201, Outcome::Taken),
            (404, Outcome::Gone),
            (410, Outcome::Gone),
            (301, Outcome::Refused),
            (403, Outcome::Refused),
            (413, Outcome::Refused),
            (429, Outcome::Unavailable),
            (503, Outcome::Unavailable),
        ] {
            assert_eq!(outcome(Some(status)), expected, "{status}");
        }
        assert_eq!(outcome(None), Outcome::Unavailable);
    }
}
