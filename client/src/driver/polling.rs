//! Fallback without a connection: messages are posted, and rooms are loaded, by HTTP.

use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    Disconnect, Driver,
    requests::{PendingLoads, PendingPosts},
};
use crate::{Status, transport::Transport};

impl<T: Transport> Driver<T> {
    /// Waits until connections have failed too often, or for too long, then polls until the client is stopped or signed
    /// out.
    pub(super) async fn poll_when_blocked(&self) -> Status {
        let mut status = self.shared.status.subscribe();
        let is_polling_or_stopped = |status: &Status| matches!(status, Status::Polling | Status::Stopped);
        // Timeout and failure limit have the same effect.
        let _ = timeout(self.timing.blocked_after, status.wait_for(is_polling_or_stopped)).await;
        self.shared.set_status(Status::Polling);
        match self.poll().await {
            Disconnect::Final(status) => status,
            Disconnect::Lost => Status::Stopped,
        }
    }

    async fn poll(&self) -> Disconnect {
        self.shared.chat().outbox.connection_lost();
        let (mut loading, mut posting) = (PendingLoads::new(), PendingPosts::new());
        let mut next_round = Instant::now();
        loop {
            if self.shared.is_stopping() {
                return Disconnect::Final(Status::Stopped);
            }
            self.start_posts(&mut posting, true);
            if loading.is_empty() && next_round <= Instant::now() {
                self.shared.chat().load_all();
                self.start_loads(&mut loading);
                next_round = Instant::now() + self.timing.poll_interval;
            }
            let post_at = self.shared.chat().outbox.due_at(Instant::now());
            tokio::select! {
                biased;
                () = self.shared.wake.notified() => {}
                Some((body, answer)) = posting.next() => {
                    if let Err(end) = self.posted(&body, answer) {
                        return end;
                    }
                }
                Some((load, loaded)) = loading.next() => {
                    if let Err(end) = self.loaded(&load, loaded) {
                        return end;
                    }
                }
                // A new round begins only after the previous one is complete.
                () = sleep_until(next_round), if loading.is_empty() => {}
                () = sleep_until(post_at.unwrap_or(next_round)), if post_at.is_some() => {}
            }
        }
    }
}
