//! The webhooks as this process knows them: read once in some seconds, so that what happens in rooms costs no more where
//! there are none.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, time::Instant};

use crate::{
    model::Webhook,
    table::{Error, Query, Table, keys},
};

/// For how long they are taken to be as they were.
const LIFETIME: Duration = Duration::from_secs(5);
/// How many there can be: what they are told is part of a transaction, which holds 100 writes.
pub(super) const MAX_WEBHOOKS: usize = 20;

/// The webhooks of a process. Cloning is cheap, and clones know the same.
#[derive(Clone, Debug, Default)]
pub struct KnownWebhooks(Arc<Mutex<Option<Known>>>);

#[derive(Debug)]
struct Known {
    since: Instant,
    webhooks: Arc<Vec<Webhook>>,
}

impl KnownWebhooks {
    /// All webhooks, as they were some seconds ago at the latest.
    ///
    /// # Errors
    /// When the table can't be read.
    pub(super) async fn get(&self, table: &Table) -> Result<Arc<Vec<Webhook>>, Error> {
        let mut known = self.0.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.since.elapsed() < LIFETIME) {
            return Ok(known.webhooks.clone());
        }
        let webhooks = Arc::new(table.take(&Query::table(keys::webhooks()), MAX_WEBHOOKS).await?);
        *known = Some(Known { since: Instant::now(), webhooks: webhooks.clone() });
        Ok(webhooks)
    }

    /// Has them at hand for [`get`](Self::get), which reports what goes wrong.
    pub(in crate::ops) async fn refresh(&self, table: &Table) {
        drop(self.get(table).await);
    }

    /// Forgets what is known, when this process changes it.
    pub(super) async fn forget(&self) {
        *self.0.lock().await = None;
    }
}
