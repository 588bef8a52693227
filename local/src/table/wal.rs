//! Durability of commits, shared: the engine commits to its write-ahead log without waiting for the disk, and one sync
//! of the log brings all commits to the disk that wait for it. Meanwhile the engine goes on.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tokio::sync::oneshot;

/// The log can't be synced: what was committed may be lost by a power failure.
#[derive(Debug, thiserror::Error)]
#[error("the table's log can't be written to the disk")]
pub(super) struct NotDurable;

/// The thread that syncs the log. Ends with the last clone.
#[derive(Clone)]
pub(super) struct Wal {
    requests: Sender<Request>,
    /// Writes that began and are not durable yet.
    pending: Arc<AtomicUsize>,
}

/// A request for a sync.
struct Request {
    /// Writes that it makes durable.
    writes: usize,
    synced: oneshot::Sender<()>,
}

/// The sync that makes a result durable; `None` if it is.
pub(super) struct Durable(Option<oneshot::Receiver<()>>);

impl Wal {
    /// Opens the write-ahead log of a SQLite database that is open.
    pub fn open(database: &str) -> io::Result<Self> {
        // SQLite's locks are on its other files, so closing this one releases none of them.
        let file = File::options().write(true).open(Path::new(&format!("{database}-wal")))?;
        Self::start(move || file.sync_data())
    }

    fn start(sync: impl FnMut() -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        let (requests, received) = channel();
        let pending = Arc::<AtomicUsize>::default();
        let counter = pending.clone();
        thread::Builder::new().name("table-wal".to_owned()).spawn(move || run(sync, &received, &counter))?;
        Ok(Self { requests, pending })
    }

    /// Runs what may commit.
    pub fn write<T>(&self, commit: impl FnOnce() -> T) -> (T, Durable) {
        self.pending.fetch_add(1, SeqCst);
        (commit(), self.request(1))
    }

    /// Runs what only reads. If it may have seen a write that isn't durable, its result waits for a sync, too:
    /// otherwise a repeated write could be confirmed by what a power failure takes back.
    pub fn read<T>(&self, look: impl FnOnce() -> T) -> (T, Durable) {
        let seen = look();
        let durable = if self.pending.load(SeqCst) == 0 { Durable(None) } else { self.request(0) };
        (seen, durable)
    }

    fn request(&self, writes: usize) -> Durable {
        let (synced, result) = oneshot::channel();
        // If the thread has ended, the result says so.
        let _ = self.requests.send(Request { writes, synced });
        Durable(Some(result))
    }
}

impl Durable {
    /// The result of an engine without a disk.
    pub const IMMEDIATE: Self = Self(None);

    /// Waits until all commits before the result have reached the disk.
    pub async fn wait(self) -> Result<(), NotDurable> {
        match self.0 {
            Some(synced) => synced.await.map_err(|_| NotDurable),
            None => Ok(()),
        }
    }
}

/// Syncs until it fails: the operating system may have dropped what it couldn't write, which the next success would
/// hide.
fn run(mut sync: impl FnMut() -> io::Result<()>, received: &Receiver<Request>, pending: &AtomicUsize) {
    while let Ok(first) = received.recv() {
        let requests: Vec<_> = [first].into_iter().chain(received.try_iter()).collect();
        if let Err(error) = sync() {
            tracing::error!(%error, "the table stops: its log can't be written to the disk");
            return;
        }
        pending.fetch_sub(requests.iter().map(|request| request.writes).sum(), SeqCst);
        for request in requests {
            // Fails if nobody waits any more.
            let _ = request.synced.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    /// A log whose first sync ends at the barrier, and the number of its syncs.
    fn slow_wal() -> io::Result<(Wal, Arc<Barrier>, Arc<AtomicUsize>)> {
        let (end, syncs) = (Arc::new(Barrier::new(2)), Arc::<AtomicUsize>::default());
        let (reached, counted) = (end.clone(), syncs.clone());
        let wal = Wal::start(move || {
            if counted.fetch_add(1, SeqCst) == 0 {
                reached.wait();
            }
            Ok(())
        })?;
        Ok((wal, end, syncs))
    }

    #[tokio::test]
    async fn writes_during_a_sync_share_the_next_one() -> Outcome {
        let (wal, end, syncs) = slow_wal()?;
        let mut waiting = join_all((0..10).map(|_| wal.write(|| ()).1.wait()));
        assert!((&mut waiting).now_or_never().is_none());
        end.wait();
        waiting.await.into_iter().collect::<Result<(), _>>()?;
        assert!(syncs.load(SeqCst) <= 2, "{syncs:?}");
        Ok(())
    }

    #[tokio::test]
    async fn a_read_waits_only_for_writes_that_it_may_have_seen() -> Outcome {
        let (wal, end, syncs) = slow_wal()?;
        wal.read(|| ()).1.wait().await?;
        assert_eq!(syncs.load(SeqCst), 0);
        let (_, write) = wal.write(|| ());
        let mut read = Box::pin(wal.read(|| ()).1.wait());
        assert!((&mut read).now_or_never().is_none());
        end.wait();
        write.wait().await?;
        read.await?;
        let durable = syncs.load(SeqCst);
        wal.read(|| ()).1.wait().await?;
        assert_eq!(syncs.load(SeqCst), durable);
        Ok(())
    }

    #[tokio::test]
    async fn after_a_failed_sync_nothing_is_durable_any_more() -> Outcome {
        let mut outcomes = [Err(io::Error::other("the disk is gone"))].into_iter();
        let wal = Wal::start(move || outcomes.next().unwrap_or(Ok(())))?;
        assert!(wal.write(|| ()).1.wait().await.is_err());
        assert!(wal.write(|| ()).1.wait().await.is_err());
        assert!(wal.read(|| ()).1.wait().await.is_err());
        Ok(())
    }
}
