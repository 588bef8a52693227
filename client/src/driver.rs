//! Keeps a client connected: opens a connection, carries its frames, replaces it before it grows too old, and comes back
//! when it is lost. What frames mean is `chat`'s business. Where no connection can be had, `polling` takes its place.

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
    link::{Ended, Link},
    transport::{OpenError, Transport},
};

/// After so many attempts in a row that brought no connection, something may be in the way for good.
const FAILURES_LIMIT: u32 = 3;

/// How long a request may take, whoever sends it: after that it is sent again.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// What the driver and its client share.
#[derive(Debug)]
pub(crate) struct Shared {
    chat: Mutex<Chat>,
    /// Something is to be done at once.
    pub wake: Notify,
    /// Counts what was heard.
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

    /// The chat. The lock is never held across a wait.
    pub fn chat(&self) -> MutexGuard<'_, Chat> {
        self.chat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopping(&self) -> bool {
        *self.status.borrow() == Status::Stopped
    }

    fn is(&self, status: Status) {
        self.status.send_if_modified(|now| *now != Status::Stopped && std::mem::replace(now, status) != status);
    }
}

/// Why there is no connection any more.
enum End {
    /// It was lost; another may be had.
    Lost,
    /// There will be no other.
    Final(Status),
}

impl From<CallError> for End {
    fn from(error: CallError) -> Self {
        match error {
            CallError::SignedOut => Self::Final(Status::SignedOut),
            _ => Self::Lost,
        }
    }
}

impl From<OpenError> for End {
    fn from(_: OpenError) -> Self {
        Self::Lost
    }
}

type Links<T> = Vec<Link<<T as Transport>::Stream>>;
type Loading = FuturesUnordered<BoxFuture<'static, (Load, Result<(Value, Vec<Value>), CallError>)>>;
/// Messages on their way by HTTP, each with the body of its request.
type Posting = FuturesUnordered<BoxFuture<'static, (Value, Result<Value, CallError>)>>;

/// What attempts to connect have come to.
struct Attempts {
    /// How many in a row brought no connection, or one over which nothing came.
    failures: u32,
    pauses: ExponentialBackoff,
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
        self.shared.is(status);
        self.shared.chat().outbox.close();
    }

    async fn stay_connected(&self) -> Status {
        let mut attempts = Attempts { failures: 0, pauses: self.timing.pauses() };
        while !self.shared.is_stopping() {
            let connected = tokio::select! {
                biased;
                connected = self.reconnect(&mut attempts) => connected,
                status = self.poll_when_slow() => Err(status),
            };
            let link = match connected {
                Ok(link) => link,
                Err(status) => return status,
            };
            let opened_at = link.opened_at;
            let (end, has_heard) = self.carry(link).await;
            if let End::Final(status) = end {
                return status;
            }
            attempts.failures = if has_heard { 0 } else { attempts.failures + 1 };
            if opened_at.elapsed() >= self.timing.heartbeat {
                attempts.pauses = self.timing.pauses();
            }
            self.pause(&mut attempts).await;
        }
        Status::Stopped
    }

    /// Tries until there is a connection, or there can't be any more.
    async fn reconnect(&self, attempts: &mut Attempts) -> Result<Link<T::Stream>, Status> {
        while !self.shared.is_stopping() {
            let is_proof_needed = attempts.failures > 0;
            match self.connect(is_proof_needed).await {
                Ok(link) => return Ok(link),
                Err(End::Final(status)) => return Err(status),
                Err(End::Lost) => attempts.failures = attempts.failures.saturating_add(1),
            }
            self.pause(attempts).await;
        }
        Err(Status::Stopped)
    }

    /// Waits before the next attempt, unless it is stopped.
    async fn pause(&self, attempts: &mut Attempts) {
        if attempts.failures >= FAILURES_LIMIT {
            self.shared.is(Status::Polling);
        } else if *self.shared.status.borrow() != Status::Polling {
            self.shared.is(Status::Connecting);
        }
        let mut status = self.shared.status.subscribe();
        let stopped = status.wait_for(|status| *status == Status::Stopped);
        // Whether it was stopped, the loop asks.
        let _ = timeout(attempts.pauses.next().unwrap_or(self.timing.longest_pause), stopped).await;
    }

    /// Opens a connection. Where nothing came over others, it must first show that something does.
    async fn connect(&self, is_proof_needed: bool) -> Result<Link<T::Stream>, End> {
        let url = self.api.connection_url().await?;
        let open = async {
            let mut link = Link::new(self.api.transport.open(&url).await?, self.timing.renewal);
            if is_proof_needed {
                link.prove(self.timing.patience).await.map_err(|_| End::Lost)?;
            }
            Ok(link)
        };
        timeout(self.timing.handshake, open).await.unwrap_or(Err(End::Lost))
    }

    /// Carries frames over a connection, and over those that replace it, until there is none left. Tells why, and whether
    /// anything came.
    async fn carry(&self, first: Link<T::Stream>) -> (End, bool) {
        let mut has_heard = false;
        let end = self.carry_until_end(first, &mut has_heard).await;
        (end, has_heard)
    }

    async fn carry_until_end(&self, first: Link<T::Stream>, has_heard: &mut bool) -> End {
        let Timing { heartbeat, patience, .. } = self.timing;
        self.shared.chat().connected();
        self.shared.is(Status::Connected);
        let mut links: Links<T> = vec![first];
        let (mut loading, mut posting) = (Loading::new(), Posting::new());
        let mut replacing: OptionFuture<BoxFuture<'_, Result<Link<T::Stream>, End>>> = None.into();
        loop {
            if self.send_due(&mut links).await.is_err() {
                return End::Lost;
            }
            self.start_loads(&mut loading);
            self.start_posts(&mut posting, false);
            self.retire_old(&mut links).await;
            let Some(newest) = links.last_mut() else { return End::Lost };
            if newest.renew_at.take_if(|time| *time <= Instant::now()).is_some() {
                replacing = Some(self.connect(false).boxed()).into();
            }
            let until = self.something_due_at(newest);
            tokio::select! {
                biased;
                () = self.shared.wake.notified() => {
                    if self.shared.is_stopping() {
                        for link in links {
                            link.close(patience).await;
                        }
                        return End::Final(Status::Stopped);
                    }
                }
                heard = next_frame(&mut links) => {
                    if let Some((position, frame)) = heard {
                        *has_heard = true;
                        links[position].heard(&frame, Instant::now(), heartbeat);
                        self.shared.chat().hear(&frame, Instant::now());
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
                        Ok(link) => {
                            self.shared.chat().connected();
                            links.push(link);
                        }
                        Err(End::Lost) => {
                            links.iter_mut().for_each(|link| link.renew_at = Some(Instant::now() + heartbeat));
                        }
                        Err(end) => return end,
                    }
                }
                () = sleep_until(until) => {}
            }
        }
    }

    /// When there is something to do, if nothing is heard before.
    fn something_due_at(&self, newest: &Link<T::Stream>) -> Instant {
        let frames = self.shared.chat().next_frame_at(Instant::now());
        let times = [frames, newest.dead_at(self.timing.patience), newest.renew_at];
        times.into_iter().flatten().fold(newest.ping_at, Instant::min)
    }

    /// Sends over the newest connection what is due.
    async fn send_due(&self, links: &mut Links<T>) -> Result<(), Ended> {
        let Timing { patience, .. } = self.timing;
        let Some(newest) = links.last_mut() else { return Err(Ended) };
        let now = Instant::now();
        if newest.dead_at(patience).is_some_and(|time| time <= now) {
            return Err(Ended);
        }
        let mut frames = self.shared.chat().frames(now, patience);
        if newest.ping_at <= now {
            frames.extend(self.shared.chat().heartbeat());
            newest.pinged(now, patience);
        }
        for frame in frames {
            newest.send(&frame, patience).await?;
        }
        Ok(())
    }

    /// Closes the connection before the newest once that has brought everything.
    async fn retire_old(&self, links: &mut Links<T>) {
        let is_settled = self.shared.chat().is_settled(Instant::now());
        let Some(newest) = links.last() else { return };
        let is_time = is_settled || newest.opened_at.elapsed() > self.timing.heartbeat;
        while is_time && links.len() > 1 {
            links.remove(0).close(self.timing.patience).await;
        }
    }

    fn start_loads(&self, loading: &mut Loading) {
        for load in self.shared.chat().loads() {
            let api = self.api.clone();
            let pause = self.timing.first_pause;
            loading.push(Box::pin(async move {
                let loaded = api.load(&load.0, load.1).await;
                if loaded.as_ref().is_err_and(CallError::is_passing) {
                    sleep(pause).await;
                }
                (load, loaded)
            }));
        }
    }

    fn loaded(&self, (room_id, _): &Load, loaded: Result<(Value, Vec<Value>), CallError>) -> Result<(), End> {
        match loaded {
            Ok((fields, messages)) => self.shared.chat().loaded(room_id, fields, messages),
            Err(error @ CallError::SignedOut) => return Err(error.into()),
            Err(CallError::Refused(_)) => self.shared.chat().forget(room_id),
            Err(_) => self.shared.chat().load_again(room_id),
        }
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Posts what is due by HTTP: what no frame can do, or `all` of it.
    fn start_posts(&self, posting: &mut Posting, all: bool) {
        for body in self.shared.chat().outbox.due_by_http(Instant::now(), REQUEST_TIMEOUT, all) {
            let api = self.api.clone();
            posting.push(Box::pin(async move {
                let answer = api.send(&body).await;
                (body, answer)
            }));
        }
    }

    fn posted(&self, body: &Value, answer: Result<Value, CallError>) -> Result<(), End> {
        if let Err(error @ CallError::SignedOut) = answer {
            return Err(error.into());
        }
        self.shared.chat().posted(body, answer, Instant::now());
        self.shared.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }
}

/// The next frame on any of the connections, and on which. One that has ended is taken away; `None` then.
async fn next_frame<S>(links: &mut Vec<Link<S>>) -> Option<(usize, Value)>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let poll = |context: &mut Context<'_>| {
        let heard = |(position, link): (usize, &mut Link<S>)| match link.poll_frame(context) {
            Poll::Ready(frame) => Some((position, frame)),
            Poll::Pending => None,
        };
        match links.iter_mut().enumerate().find_map(heard) {
            Some((position, Ok(frame))) => Poll::Ready(Some((position, frame))),
            Some((position, Err(Ended))) => {
                links.remove(position);
                Poll::Ready(None)
            }
            None => Poll::Pending,
        }
    };
    poll_fn(poll).await
}
