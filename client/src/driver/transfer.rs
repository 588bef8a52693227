//! Transfer of frames over a connection, and over the one that replaces it before the gateway ends it.

use std::{
    future::poll_fn,
    task::{Context, Poll},
};

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, OptionFuture},
};
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use super::{
    Disconnect, Driver,
    requests::{PendingLoads, PendingPosts},
};
use crate::{
    Status, Timing,
    connection::{Connection, Ended},
    transport::Transport,
};

/// Open connections, the newest last.
type Connections<T> = Vec<Connection<<T as Transport>::Stream>>;

impl<T: Transport> Driver<T> {
    /// Transfers frames over a connection, and over its replacements, until none is left. Returns the reason, and
    /// `true` if any frame arrived.
    pub(super) async fn transfer(&self, first: Connection<T::Stream>) -> (Disconnect, bool) {
        let mut has_received = false;
        let end = self.transfer_until_end(first, &mut has_received).await;
        (end, has_received)
    }

    async fn transfer_until_end(&self, first: Connection<T::Stream>, has_received: &mut bool) -> Disconnect {
        self.shared.chat().connected();
        self.shared.set_status(Status::Connected);
        let mut connections: Connections<T> = vec![first];
        let (mut loading, mut posting) = (PendingLoads::new(), PendingPosts::new());
        let mut replacing: OptionFuture<BoxFuture<'_, Result<Connection<T::Stream>, Disconnect>>> = None.into();
        loop {
            if self.send_due(&mut connections).await.is_err() {
                return Disconnect::Lost;
            }
            self.start_loads(&mut loading);
            self.start_posts(&mut posting, false);
            self.close_replaced(&mut connections).await;
            let Some(newest) = connections.last_mut() else { return Disconnect::Lost };
            if newest.renew_at.take_if(|time| *time <= Instant::now()).is_some() {
                replacing = Some(self.connect(false).boxed()).into();
            }
            let until = self.next_action_at(newest);
            tokio::select! {
                biased;
                () = self.shared.wake.notified() => {
                    if self.shared.is_stopping() {
                        return self.close(connections).await;
                    }
                }
                received = next_frame(&mut connections) => {
                    if let Some((position, frame)) = received {
                        *has_received = true;
                        self.received(&mut connections[position], &frame);
                    }
                }
                Some((load, loaded)) = loading.next() => {
                    if let Err(end) = self.loaded(&load, loaded) {
                        return end;
                    }
                }
                Some((body, answer)) = posting.next() => {
                    if let Err(end) = self.posted(&body, answer) {
                        return end;
                    }
                }
                Some(replaced) = &mut replacing => {
                    replacing = None.into();
                    if let Err(end) = self.replaced(&mut connections, replaced) {
                        return end;
                    }
                }
                () = sleep_until(until) => {}
            }
        }
    }

    /// Closes all connections after a stop.
    async fn close(&self, connections: Connections<T>) -> Disconnect {
        for connection in connections {
            connection.close(self.timing.frame_timeout).await;
        }
        Disconnect::Final(Status::Stopped)
    }

    fn received(&self, connection: &mut Connection<T::Stream>, frame: &Value) {
        connection.received(frame, Instant::now(), self.timing.heartbeat);
        self.shared.chat().receive(frame, Instant::now());
        self.shared.changes.send_modify(|changes| *changes += 1);
    }

    /// Takes a replacement over, or postpones it.
    fn replaced(
        &self,
        connections: &mut Connections<T>,
        replaced: Result<Connection<T::Stream>, Disconnect>,
    ) -> Result<(), Disconnect> {
        match replaced {
            Ok(connection) => {
                self.shared.chat().connected();
                connections.push(connection);
            }
            Err(Disconnect::Lost) => {
                let renew_at = Some(Instant::now() + self.timing.heartbeat);
                connections.iter_mut().for_each(|connection| connection.renew_at = renew_at);
            }
            Err(end) => return Err(end),
        }
        Ok(())
    }

    /// Time of the next action, unless a frame arrives before.
    fn next_action_at(&self, newest: &Connection<T::Stream>) -> Instant {
        let frames = self.shared.chat().next_frame_at(Instant::now());
        let times = [frames, newest.dead_at(self.timing.frame_timeout), newest.renew_at];
        times.into_iter().flatten().fold(newest.ping_at, Instant::min)
    }

    /// Sends due frames over the newest connection.
    async fn send_due(&self, connections: &mut Connections<T>) -> Result<(), Ended> {
        let Timing { frame_timeout, .. } = self.timing;
        let Some(newest) = connections.last_mut() else { return Err(Ended) };
        let now = Instant::now();
        if newest.dead_at(frame_timeout).is_some_and(|time| time <= now) {
            return Err(Ended);
        }
        let mut frames = self.shared.chat().frames(now, frame_timeout);
        if newest.ping_at <= now {
            frames.extend(self.shared.chat().heartbeat());
            newest.pinged(now, frame_timeout);
        }
        for frame in frames {
            newest.send(&frame, frame_timeout).await?;
        }
        Ok(())
    }

    /// Closes older connections once the newest one has caught up.
    async fn close_replaced(&self, connections: &mut Connections<T>) {
        let is_settled = self.shared.chat().is_settled(Instant::now());
        let Some(newest) = connections.last() else { return };
        let can_close = is_settled || newest.opened_at.elapsed() > self.timing.heartbeat;
        while can_close && connections.len() > 1 {
            connections.remove(0).close(self.timing.frame_timeout).await;
        }
    }
}

/// Waits for a frame on any of the connections; returns it with the position of its connection. Removes a connection
/// that has ended, and returns `None`.
async fn next_frame<S>(connections: &mut Vec<Connection<S>>) -> Option<(usize, Value)>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let poll = |context: &mut Context<'_>| {
        let received = |(position, connection): (usize, &mut Connection<S>)| match connection.poll_frame(context) {
            Poll::Ready(frame) => Some((position, frame)),
            Poll::Pending => None,
        };
        match connections.iter_mut().enumerate().find_map(received) {
            Some((position, Ok(frame))) => Poll::Ready(Some((position, frame))),
            Some((position, Err(Ended))) => {
                connections.remove(position);
                Poll::Ready(None)
            }
            None => Poll::Pending,
        }
    };
    poll_fn(poll).await
}
