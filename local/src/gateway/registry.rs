//! The open connections, and the way to each from outside: its bounded queue, and the request to close it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::event::Origin;
use super::socket::Close;

/// What a queued message costs beside its text, so that many small ones are bounded too.
const OVERHEAD: usize = 128;

/// The connections that can be posted to: those whose `$connect` has succeeded and that have not begun to close.
#[derive(Default)]
pub(super) struct Registry {
    connections: Mutex<HashMap<String, Arc<Connection>>>,
}

impl Registry {
    pub fn insert(&self, connection: &Arc<Connection>) {
        lock(&self.connections).insert(connection.origin.connection_id.clone(), connection.clone());
    }

    pub fn remove(&self, connection: &Connection) {
        lock(&self.connections).remove(&connection.origin.connection_id);
    }

    pub fn get(&self, id: &str) -> Option<Arc<Connection>> {
        lock(&self.connections).get(id).cloned()
    }

    pub fn all(&self) -> Vec<Arc<Connection>> {
        lock(&self.connections).values().cloned().collect()
    }
}

/// One connection, seen from outside its own task.
pub(super) struct Connection {
    pub origin: Origin,
    queue: mpsc::UnboundedSender<Queued>,
    /// The queue's free bytes.
    room: Arc<Semaphore>,
    closing: watch::Sender<Option<Close>>,
    activity: Mutex<Activity>,
}

/// A message on its way to the client; it takes its room in the queue until it is written.
pub(super) struct Queued {
    pub text: Utf8Bytes,
    _room: OwnedSemaphorePermit,
}

/// When something was last sent in either direction.
#[derive(Clone, Copy)]
pub(super) struct Activity {
    /// For measuring.
    pub at: Instant,
    /// For telling.
    pub time: DateTime<Utc>,
}

impl Activity {
    fn now() -> Self {
        Self { at: Instant::now(), time: Utc::now() }
    }
}

impl Connection {
    /// A connection with room for `queue_bytes`, and the end of its queue that its own task reads.
    pub fn new(origin: Origin, queue_bytes: usize) -> (Arc<Self>, mpsc::UnboundedReceiver<Queued>) {
        let (queue, queued) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(queue_bytes.min(Semaphore::MAX_PERMITS)));
        let activity = Mutex::new(Activity::now());
        (Arc::new(Self { origin, queue, room, closing: watch::Sender::new(None), activity }), queued)
    }

    /// Queues a message, without waiting. False when the connection is gone; a full queue ends it.
    pub fn send(&self, text: Utf8Bytes) -> bool {
        let cost = u32::try_from(text.len() + OVERHEAD).unwrap_or(u32::MAX);
        let Ok(room) = self.room.clone().try_acquire_many_owned(cost) else {
            self.close(Close::too_slow());
            return false;
        };
        self.queue.send(Queued { text, _room: room }).is_ok()
    }

    /// Asks the connection to close. The first to ask decides how.
    pub fn close(&self, close: Close) {
        self.closing.send_if_modified(|closing| {
            let first = closing.is_none();
            closing.get_or_insert(close);
            first
        });
    }

    /// Waits until the connection is asked to close.
    pub async fn closing(&self) -> Close {
        let mut closing = self.closing.subscribe();
        // The sender lives in `self`, so this can't end without a value.
        let asked = closing.wait_for(Option::is_some).await.ok().and_then(|close| close.clone());
        asked.unwrap_or_else(Close::abnormal)
    }

    /// Notes that something was sent in either direction.
    pub fn touch(&self) {
        *lock(&self.activity) = Activity::now();
    }

    pub fn activity(&self) -> Activity {
        *lock(&self.activity)
    }
}

/// None of these locks is held where a panic could leave its data half-changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
