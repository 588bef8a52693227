//! Deliveries are made from the entries of rooms' logs, as the table's stream brings them: at least once, and possibly
//! twice at the same time.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    ApiError, State,
    model::{Delivery, DeliveryRef, LogEntry, Webhook, WebhookTrigger},
    queue::Queue,
    store::MAX_WEBHOOKS,
    table::Write,
};

/// Deliveries stored concurrently.
const CONCURRENCY: usize = 16;

/// Stores the deliveries of these entries to the webhooks that subscribe to them, unless they are stored already, and
/// queues all of them: a process that died may have stored without queueing.
///
/// # Errors
/// An unreachable table. To be repeated, because some deliveries may be missing.
pub async fn create_deliveries(state: &State, queue: &Queue, entries: &[LogEntry]) -> Result<(), ApiError> {
    let webhooks: Vec<Webhook> = state.table.take(&Webhook::all(), MAX_WEBHOOKS).await?;
    let events = entries.iter().filter_map(WebhookTrigger::of);
    let deliveries = events.flat_map(|event| {
        let those = webhooks.iter().filter(|webhook| webhook.subscribes_to(&event));
        those.map(|webhook| Delivery::new(webhook, event.clone())).collect::<Vec<_>>()
    });
    let deliveries: Vec<Delivery> = deliveries.collect();
    let writes: Vec<Write> = deliveries.iter().map(Write::create).collect();
    let stored = stream::iter(writes).map(|write| state.table.write_if(write));
    stored.buffer_unordered(CONCURRENCY).try_for_each(async |_| Ok(())).await?;
    let references: Vec<DeliveryRef> = deliveries.iter().map(DeliveryRef::from).collect();
    queue.send(&references, Duration::ZERO).await;
    Ok(())
}
