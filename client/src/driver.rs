//! Connection lifecycle: opens a connection, transfers frames, replaces the connection before the gateway ends it, and
//! reconnects after a loss. `chat` interprets the frames. Without a connection, `polling` takes over.

mod polling;

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use backon::ExponentialBackoff;
use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, OptionFuture},
    stream::FuturesUnordered,
};
use serde_json::Value;
use tokio::{
    sync::{Notify, watch},
    time::{Instant, sleep, sleep_until, timeout},
};

use crate::{
    Status, Timing,
    api::{Api, CallError},
    chat::{Chat, Load},
    connection::{Connection, Ended},
    transport::{OpenError, Transport},
};

/// Consecutive failed attempts before the client assumes that the network blocks connections.
const MAX_FAILURES: u32 = 3;

/// Longest wait for an HTTP request; the message is posted again after that.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// State that the driver and its client share.
#[derive(Debug)]
pub(crate) struct Shared {
    chat: Mutex<Chat>,
    /// Wakes the driver when there is something to send or do.
    pub wake: Notify,
    /// Version of the state; incremented with each frame and answer.
    pub changes: watch::Sender<u64>,
    pub status: watch::Sender<Status>,
}

impl Shared {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            chat: Mutex::default(),
            wake: Notify::new(),
            changes: watch::Sender::new(0),
            status: watch::Sender::new(Status::Connecting),
        })
    }

    /// Locks the chat. Never hold the lock across an `await`.
    pub fn chat(&self) -> MutexGuard<'_, Chat> {
        self.chat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopping(&self) -> bool {
        *self.status.borrow() == Status::Stopped
    }

    fn set_status(&self, status: Status) {
        self.status.send_if_modified(|now| *now != Status::Stopped && std::mem::replace(now, status) != status);
    }
}

/// Reasons for the end of a connection.
enum Disconnect {
    /// The connection was lost or could not be opened; another attempt may succeed.
    Lost,
    /// No further attempts.
    Final(Status),
}

impl From<CallError> for Disconnect {
    fn from(error: CallError) -> Self {
        match error {
            CallError::SignedOut => Self::Final(Status::SignedOut),
            _ => Self::Lost,
        }
    }
}

impl From<OpenError> for Disconnect {
    fn from(_: OpenError) -> Self {
        Self::Lost
    }
}

type Connections<T> = Vec<Connection<<T as Transport>::Stream>>;
type PendingLoads = FuturesUnordered<BoxFuture<'static, (Load, Result<(Value, Vec<Value>), CallError>)>>;
/// Messages being posted by HTTP, each with its request body.
type PendingPosts = FuturesUnordered<BoxFuture<'static, (Value, Result<Value, CallError>)>>;

/// State of the attempts to connect.
struct Attempts {
    /// Consecutive attempts without a connection, or with one that received nothing.
    failures: u32,
    delays: ExponentialBackoff,
}

/// The loop behind a [`Client`](crate::Client).
pub(crate) struct Driver<T> {
    pub api: Api<T>,
    pub shared: Arc<Shared>,
    pub timing: Timing,
}

impl<T: Transport> Driver<T> {
    /// Runs until the client is stopped or signed out.
    pub async fn run(self) {
        let status = self.stay_connected().await;
        self.shared.set_status(status);
        self.shared.chat().outbox.close();
    }

    async fn stay_connected(&self) -> Status {
        let mut attempts = Attempts { failures: 0, delays: self.timing.reconnect_delays() };
        while !self.shared.is_stopping() {
            let connected = tokio::select! {
                biased;
                connected = self.reconnect(&mut attempts) => connected,
                status = self.poll_when_blocked() => Err(status),
            };
            let connection = match connected {
                Ok(connection) => connection,
                Err(status) => return status,
            };
            let opened_at = connection.opened_at;
            let (end, has_received) = self.transfer(connection).await;
            if let Disconnect::Final(status) = end {
                return status;
            }
            attempts.failures = if has_received { 0 } else { attempts.failures + 1 };
            if opened_at.elapsed() >= self.timing.heartbeat {
                attempts.delays = self.timing.reconnect_delays();
            }
            self.wait_before_retry(&mut attempts).await;
        }
        Status::Stopped
    }

    /// Tries until a connection is open, or further attempts are pointless.
    async fn reconnect(&self, attempts: &mut Attempts) -> Result<Connection<T::Stream>, Status> {
        while !self.shared.is_stopping() {
            let is_proof_needed = attempts.failures > 0;
            match self.connect(is_proof_needed).await {
                Ok(connection) => return Ok(connection),
                Err(Disconnect::Final(status)) => return Err(status),
                Err(Disconnect::Lost) => attempts.failures = attempts.failures.saturating_add(1),
            }
            self.wait_before_retry(attempts).await;
        }
        Err(Status::Stopped)
    }

    /// Waits before the next attempt; a stop ends the wait.
    async fn wait_before_retry(&self, attempts: &mut Attempts) {
        if attempts.failures >= MAX_FAILURES {
            self.shared.set_status(Status::Polling);
        } else if *self.shared.status.borrow() != Status::Polling {
            self.shared.set_status(Status::Connecting);
        }
        let mut status = self.shared.status.subscribe();
        let stopped = status.wait_for(|status| *status == Status::Stopped);
        // Both outcomes lead back to the loop, which checks for a stop.
        let _ = timeout(attempts.delays.next().unwrap_or(self.timing.max_reconnect_delay), stopped).await;
    }

    /// Opens a connection. After a failure it must first receive something (`is_proof_needed`), since some proxies
    /// accept connections and then drop all frames.
    async fn connect(&self, is_proof_needed: bool) -> Result<Connection<T::Stream>, Disconnect> {
        let url = self.api.connection_url().await?;
        let open = async {
            let mut connection = Connection::new(self.api.transport.open(&url).await?, self.timing.renewal);
            if is_proof_needed {
                connection.wait_for_frame(self.timing.frame_timeout).await.map_err(|_| Disconnect::Lost)?;
            }
            Ok(connection)
        };
        timeout(self.timing.connect_timeout, open).await.unwrap_or(Err(Disconnect::Lost))
    }

    /// Transfers frames over a connection, and over its replacements, until none is left. Returns the reason, and
    /// `true` if any frame arrived.
    async fn transfer(&self, first: Connection<T::Stream>) -> (Disconnect, bool) {
        let mut has_received = false;
        let end = self.transfer_until_end(first, &mut has_received).await;
        (end, has_received)
    }

    async fn transfer_until_end(&self, first: Connection<T::Stream>, has_received: &mut bool) -> Disconnect {
        let Timing { heartbeat, frame_timeout, .. } = self.timing;
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
                        for connection in connections {
                            connection.close(frame_timeout).await;
                        }
                        return Disconnect::Final(Status::Stopped);
                    }
                }
                received = next_frame(&mut connections) => {
                    if let Some((position, frame)) = received {
                        *has_received = true;
                        connections[position].received(&frame, Instant::now(), heartbeat);
                        self.shared.chat().receive(&frame, Instant::now());
                        self.shared.changes.send_modify(|changes| *changes += 1);
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
                    match replaced {
                        Ok(connection) => {
                            self.shared.chat().connected();
                            connections.push(connection);
                        }
                        Err(Disconnect::Lost) => {
                            let renew_at = Some(Instant::now() + heartbeat);
                            connections.iter_mut().for_each(|connection| connection.renew_at = renew_at);
                        }
                        Err(end) => return end,
                    }
                }
                () = sleep_until(until) => {}
            }
        }
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

    fn start_loads(&self, loading: &mut PendingLoads) {
        for load in self.shared.chat().loads() {
            let api = self.api.clone();
            let delay = self.timing.min_reconnect_delay;
            loading.push(Box::pin(async move {
                let loaded = api.load(&load.0, load.1).await;
                if loaded.as_ref().is_err_and(CallError::is_temporary) {
                    sleep(delay).await;
                }
                (load, loaded)
            }));
        }
    }

    fn loaded(&self, (room_id, _): &Load, loaded: Result<(Value, Vec<Value>), CallError>) -> Result<(), Disconnect> {
        match loaded {
            Ok((fields, messages)) => self.shared.chat().loaded(room_id, fields, messages),
            Err(error @ CallError::SignedOut) => return Err(error.into()),
            Err(CallError::Refused(_)) => self.shared.chat().forget(room_id),
            Err(_) => self.shared.chat().retry_load(room_id),
        }
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Posts due messages by HTTP: those that can't go by frame, or all of them (`all`).
    fn start_posts(&self, posting: &mut PendingPosts, all: bool) {
        for body in self.shared.chat().outbox.due_by_http(Instant::now(), REQUEST_TIMEOUT, all) {
            let api = self.api.clone();
            posting.push(Box::pin(async move {
                let answer = api.send(&body).await;
                (body, answer)
            }));
        }
    }

    fn posted(&self, body: &Value, answer: Result<Value, CallError>) -> Result<(), Disconnect> {
        if let Err(error @ CallError::SignedOut) = answer {
            return Err(error.into());
        }
        self.shared.chat().posted(body, answer, Instant::now());
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
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
