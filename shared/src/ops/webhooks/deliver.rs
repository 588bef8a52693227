//! Deliveries: attempts with growing delays, for twelve hours. At least once: receivers recognize a duplicate by its
//! id. Signed according to Standard Webhooks.

use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::payload::payload;
use crate::{
    ApiError, State,
    model::{Delivery, DeliveryAttempt, DeliveryRef, DeliveryStatus, Webhook},
    ops::{
        attempts::{DEADLINE, LEASE, MAX_OVERDUE, OVERDUE, delay_after},
        outbound::Post,
    },
    queue::Queue,
    table::{Read, Write},
    time::Timestamp,
};

/// Attempts a delivery if it is due, with `post`, which sends the request and returns the result. A failed attempt is
/// queued again.
///
/// # Errors
/// An unreachable table.
pub async fn deliver<F>(
    state: &State,
    queue: &Queue,
    what: DeliveryRef,
    post: impl FnOnce(Post) -> F,
) -> Result<(), ApiError>
where
    F: Future<Output = DeliveryAttempt>,
{
    let (webhook, delivery) = (Webhook::key_of(what.webhook_id), Delivery::key_of(what.webhook_id, what.delivery_id));
    let items = state.table.get_many([webhook.clone(), delivery.clone()], Read::Consistent).await?;
    let Some(delivery) = items.get::<Delivery>(&delivery)? else { return Ok(()) };
    let Some(due) = delivery.next_attempt_at else { return Ok(()) };
    let now = Timestamp::now();
    if now < due {
        let wait = std::time::Duration::from_secs(due.seconds_since(now) + 1);
        queue.send(&[what], wait).await;
        return Ok(());
    }
    let webhook = items.get::<Webhook>(&webhook)?.filter(|webhook| webhook.is_active);
    let body = payload(state, &delivery.event).await?;
    let Some((webhook, body)) = webhook.zip(body) else {
        return finish(state, &delivery, due, DeliveryStatus::Failed).await;
    };
    // The conditional write of the lease elects the process that attempts it; if that one dies, it is due again
    // afterwards.
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
    let pause = delay_after(delivery.attempts.len());
    let next = Timestamp::now().after(pause);
    if next > delivery.created_at.after(DEADLINE) {
        return finish(state, &delivery, lease_end, DeliveryStatus::Failed).await;
    }
    delivery.next_attempt_at = Some(next);
    if state.table.write_if(Write::put(&delivery).when_equals("next_attempt_at", lease_end)).await? {
        queue.send(&[what], pause.to_std().unwrap_or_default()).await;
    }
    Ok(())
}

async fn finish(state: &State, delivery: &Delivery, due: Timestamp, status: DeliveryStatus) -> Result<(), ApiError> {
    let done = Delivery { status, next_attempt_at: None, ..delivery.clone() };
    state.table.write_if(Write::put(&done).when_equals("next_attempt_at", due)).await?;
    Ok(())
}

fn signed(webhook: &Webhook, delivery: &Delivery, body: String, now: Timestamp) -> Result<Post, String> {
    let signer = standardwebhooks::Webhook::new(&webhook.secret.0).map_err(|error| error.to_string())?;
    let id = delivery.event.id();
    let signature = signer.sign(&id, now.unix(), body.as_bytes()).map_err(|error| error.to_string())?;
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        (HEADER_WEBHOOK_ID, id),
        (HEADER_WEBHOOK_TIMESTAMP, now.unix().to_string()),
        (HEADER_WEBHOOK_SIGNATURE, signature),
    ];
    Ok(Post { url: webhook.url.clone(), headers, body: body.into_bytes() })
}

/// Queues overdue deliveries again: their message was lost, or the process that attempted them died.
///
/// # Errors
/// A failed read of the table.
pub async fn queue_pending(state: &State, queue: &Queue) -> Result<(), ApiError> {
    let list = Delivery::due_before(Timestamp::now().after(-OVERDUE));
    let deliveries: Vec<Delivery> = state.table.take(&list, MAX_OVERDUE).await?;
    let deliveries: Vec<DeliveryRef> = deliveries.iter().map(DeliveryRef::from).collect();
    if !deliveries.is_empty() {
        queue.send(&deliveries, std::time::Duration::ZERO).await;
    }
    Ok(())
}
