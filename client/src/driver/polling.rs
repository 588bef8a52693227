//! What takes the place of a connection while none can be had: messages go by HTTP, and rooms are asked for.

use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until, timeout};

use super::{Driver, End, Loading, Posting};
use crate::{Status, transport::Transport};

impl<T: Transport> Driver<T> {
    /// Polls from when connections have failed too often, or for too long. Ends only when there is no use in it any more.
    pub(super) async fn poll_when_slow(&self) -> Status {
        let mut status = self.shared.status.subscribe();
        let is_slow_or_over = |status: &Status| matches!(status, Status::Polling | Status::Stopped);
        // However it comes: it is time.
        let _ = timeout(self.timing.blocked_after, status.wait_for(is_slow_or_over)).await;
        self.shared.is(Status::Polling);
        match self.poll().await {
            End::Final(status) => status,
            End::Lost => Status::Stopped,
        }
    }

    async fn poll(&self) -> End {
        self.shared.chat().outbox.connection_lost();
        let (mut loading, mut posting) = (Loading::new(), Posting::new());
        let mut next_round = Instant::now();
        loop {
            if self.shared.is_stopping() {
                return End::Final(Status::Stopped);
            }
            self.start_posts(&mut posting, true);
            if loading.is_empty() && next_round <= Instant::now() {
                self.shared.chat().load_all();
                self.start_loads(&mut loading);
                next_round = Instant::now() + self.timing.poll;
            }
            let post_at = self.shared.chat().outbox.due_at(Instant::now()).unwrap_or(next_round);
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
                // A round that takes longer is waited for.
                () = sleep_until(next_round), if loading.is_empty() => {}
                () = sleep_until(post_at) => {}
            }
        }
    }
}
