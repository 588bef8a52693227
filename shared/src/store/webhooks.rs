//! A cache of the webhooks in this process: read once in some seconds, so that events of rooms cost no more if there
//! are none.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use super::MAX_WEBHOOKS;
use crate::{
    model::Webhook,
    table::{Error, Table},
};

/// Lifetime of the cache.
const LIFETIME: Duration = Duration::from_secs(5);

/// The cache of webhooks. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct KnownWebhooks(Arc<Mutex<Option<Known>>>);

#[derive(Debug)]
struct Known {
    since: Instant,
    webhooks: Arc<Vec<Webhook>>,
}

impl KnownWebhooks {
    /// Returns all webhooks, at most some seconds old.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn get(&self, table: &Table) -> Result<Arc<Vec<Webhook>>, Error> {
        let mut known = self.0.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < LIFETIME) {
            return Ok(known.webhooks.clone());
        }
        let webhooks = Arc::new(table.take(&Webhook::all(), MAX_WEBHOOKS).await?);
        *known = Some(Known { since: Instant::now(), webhooks: webhooks.clone() });
        Ok(webhooks)
    }

    /// Fills the cache for [`get`](Self::get), which reports errors.
    pub async fn refresh(&self, table: &Table) {
        drop(self.get(table).await);
    }

    /// Invalidates the cache, after a change by this process.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
