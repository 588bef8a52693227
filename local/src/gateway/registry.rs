//! Open connections, with the interface to each: its bounded queue, and the request to close it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::time::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::event::Origin;
use super::socket::Close;

/// Cost of a queued message in addition to its text, which bounds the number of small messages too.
const MESSAGE_OVERHEAD: usize = 128;

/// Connections that accept posts: after a successful `$connect`, and before they start to close.
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

/// A connection, as other tasks see it.
pub(super) struct Connection {
    pub origin: Origin,
    queue: mpsc::UnboundedSender<Queued>,
    /// Free bytes of the queue.
    capacity: Arc<Semaphore>,
    closing: watch::Sender<Option<Close>>,
    activity: Mutex<Activity>,
}

/// A queued message; it occupies its share of the queue until it is written.
pub(super) struct Queued {
    pub text: Utf8Bytes,
    _capacity: OwnedSemaphorePermit,
}

/// Time of the last frame in either direction.
#[derive(Clone, Copy)]
pub(super) struct Activity {
    /// Monotonic time, for the idle timeout.
    pub at: Instant,
    /// Wall-clock time, for `GET`.
    pub time: Timestamp,
}

impl Activity {
    fn now() -> Self {
        Self { at: Instant::now(), time: Timestamp::now() }
    }
}

impl Connection {
    /// Creates a connection with a queue of `queue_bytes`; returns it with the receiver for its task.
    pub fn new(origin: Origin, queue_bytes: usize) -> (Arc<Self>, mpsc::UnboundedReceiver<Queued>) {
        let (queue, queued) = mpsc::unbounded_channel();
        let capacity = Arc::new(Semaphore::new(queue_bytes.min(Semaphore::MAX_PERMITS)));
        let activity = Mutex::new(Activity::now());
        (Arc::new(Self { origin, queue, capacity, closing: watch::Sender::new(None), activity }), queued)
    }

    /// Queues a message without waiting. Returns `false` if the connection is closed; a full queue closes it.
    pub fn send(&self, text: Utf8Bytes) -> bool {
        let cost = u32::try_from(text.len() + MESSAGE_OVERHEAD).unwrap_or(u32::MAX);
        let Ok(capacity) = self.capacity.clone().try_acquire_many_owned(cost) else {
            self.close(Close::too_slow());
            return false;
        };
        self.queue.send(Queued { text, _capacity: capacity }).is_ok()
    }

    /// Requests the connection to close. The first request determines the close frame.
    pub fn close(&self, close: Close) {
        self.closing.send_if_modified(|closing| {
            let first = closing.is_none();
            closing.get_or_insert(close);
            first
        });
    }

    /// Waits for a request to close.
    pub async fn closing(&self) -> Close {
        let mut closing = self.closing.subscribe();
        // `self` owns the sender, so the wait can't end without a value.
        let requested = closing.wait_for(Option::is_some).await.ok().and_then(|close| close.clone());
        requested.unwrap_or_else(Close::abnormal)
    }

    /// Records a frame in either direction.
    pub fn touch(&self) {
        *lock(&self.activity) = Activity::now();
    }

    pub fn activity(&self) -> Activity {
        *lock(&self.activity)
    }
}

/// Poisoning is ignored: no panic while these locks are held can leave inconsistent data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
