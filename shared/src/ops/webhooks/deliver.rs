//! Delivering: one attempt at a time, with growing pauses, for twelve hours. At least once: who gets an event twice knows
//! it by its id. Signed as Standard Webhooks says.

use chrono::Duration;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::payload::payload;
use crate::{
    ApiError, State,
    model::{Delivery, DeliveryAttempt, DeliveryRef, DeliveryStatus, Webhook},
    table::{Index, Key, Query, Read, Write, keys},
    time::Timestamp,
};

/// For how long it is tried.
const DELIVERY_DEADLINE: Duration = Duration::hours(12);
/// The pause after the first failure; each later one is twice as long …
const MIN_RETRY_DELAY: Duration = Duration::seconds(10);
/// … up to this.
const MAX_RETRY_DELAY: Duration = Duration::hours(2);
/// For so long nobody else tries what is being tried.
const LEASE: Duration = Duration::minutes(2);
/// After so much time a delivery that is due counts as forgotten by the queue.
const OVERDUE: Duration = Duration::minutes(3);
/// How many overdue deliveries a sweep puts back into the queue.
const MAX_DELIVERIES: usize = 1_000;

/// A request to be made.
#[derive(Clone, Debug)]
pub struct Post {
    /// Where to.
    pub url: String,
    /// Headers beside those of every request.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// Attempts a delivery if it is due, by `post`, which makes the request and says what came of it. What has to be tried
/// again goes back to the queue.
///
/// # Errors
/// When the table can't be reached.
pub async fn deliver<F>(state: &State, what: DeliveryRef, post: impl FnOnce(Post) -> F) -> Result<(), ApiError>
where
    F: Future<Output = DeliveryAttempt>,
{
    let (webhook, delivery) = (Key::webhook(what.webhook_id), Key::delivery(what.webhook_id, what.delivery_id));
    let items = state.table.get_many([webhook.clone(), delivery.clone()], Read::Consistent).await?;
    let Some(delivery) = items.get::<Delivery>(&delivery)? else { return Ok(()) };
    let Some(due) = delivery.next_attempt_at else { return Ok(()) };
    let now = Timestamp::now();
    if now < due {
        let wait = std::time::Duration::from_secs(due.seconds_since(now) + 1);
        state.queue.send(&[what], wait).await;
        return Ok(());
    }
    let webhook = items.get::<Webhook>(&webhook)?.filter(|webhook| webhook.is_active);
    let body = payload(state, &delivery.event).await?;
    let Some((webhook, body)) = webhook.zip(body) else {
        return finish(state, &delivery, due, DeliveryStatus::Failed).await;
    };
    // Whoever moves it on from where it stands attempts it; if nobody gets further, it is due again after the lease.
    let leased = Delivery { next_attempt_at: Some(now.after(LEASE)), ..delivery.clone() };
    if !state.table.write_if(Write::put(&leased).when_equals("next_attempt_at", due)).await? {
        return Ok(());
    }
    let attempt = match signed(&webhook, &delivery, body, now) {
        Ok(request) => post(request).await,
        Err(error) => DeliveryAttempt { at: now, milliseconds: 0, status_code: None, error: Some(error) },
    };
    let lease_end = now.after(LEASE);
    let mut delivery = leased;
    let is_taken = attempt.is_taken();
    delivery.attempts.push(attempt);
    if is_taken {
        return finish(state, &delivery, lease_end, DeliveryStatus::Delivered).await;
    }
    let pause = pause(delivery.attempts.len());
    let next = Timestamp::now().after(pause);
    if next > delivery.created_at.after(DELIVERY_DEADLINE) {
        return finish(state, &delivery, lease_end, DeliveryStatus::Failed).await;
    }
    delivery.next_attempt_at = Some(next);
    if state.table.write_if(Write::put(&delivery).when_equals("next_attempt_at", lease_end)).await? {
        state.queue.send(&[what], pause.to_std().unwrap_or_default()).await;
    }
    Ok(())
}

async fn finish(state: &State, delivery: &Delivery, due: Timestamp, status: DeliveryStatus) -> Result<(), ApiError> {
    let done = Delivery { status, next_attempt_at: None, ..delivery.clone() };
    state.table.write_if(Write::put(&done).when_equals("next_attempt_at", due)).await?;
    Ok(())
}

/// The pause after so many failures, a tenth longer or shorter, lest all that failed together meet again.
fn pause(failures: usize) -> Duration {
    let doublings = i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX).min(20);
    let pause = MIN_RETRY_DELAY.checked_mul(1 << doublings).unwrap_or(MAX_RETRY_DELAY).min(MAX_RETRY_DELAY);
    let tenth = pause.num_milliseconds() / 10;
    pause + Duration::milliseconds(fastrand::i64(-tenth..=tenth))
}

fn signed(webhook: &Webhook, delivery: &Delivery, body: String, now: Timestamp) -> Result<Post, String> {
    let signer = standardwebhooks::Webhook::new(&webhook.secret.0).map_err(|error| error.to_string())?;
    let id = delivery.event.id();
    let signature = signer.sign(&id, now.unix(), body.as_bytes()).map_err(|error| error.to_string())?;
    let headers = vec![
        (HEADER_WEBHOOK_ID, id),
        (HEADER_WEBHOOK_TIMESTAMP, now.unix().to_string()),
        (HEADER_WEBHOOK_SIGNATURE, signature),
    ];
    Ok(Post { url: webhook.url.clone(), headers, body })
}

/// Queues again what should have been attempted by now: its message was lost, or who had it died.
///
/// # Errors
/// When the table can't be read.
pub async fn queue_pending(state: &State) -> Result<(), ApiError> {
    let overdue = Timestamp::now().after(-OVERDUE).to_string();
    let list = Query::index(Index::Listing, keys::PENDING_DELIVERIES).between("0", overdue);
    let deliveries: Vec<Delivery> = state.table.take(&list, MAX_DELIVERIES).await?;
    let deliveries: Vec<DeliveryRef> = deliveries.iter().map(DeliveryRef::from).collect();
    if !deliveries.is_empty() {
        state.queue.send(&deliveries, std::time::Duration::ZERO).await;
    }
    Ok(())
}
