//! Connection lifecycle: opens a connection, and reconnects after a loss. [`transfer`] carries its frames and replaces
//! it before the gateway ends it, [`requests`] are what goes by HTTP beside it, `chat` interprets the frames. Without a
//! connection, [`polling`] takes over.

mod polling;
mod requests;
mod transfer;

use std::sync::Arc;

use backon::ExponentialBackoff;
use tokio::time::timeout;

use crate::{
    Status, Timing,
    api::{Api, CallError},
    connection::Connection,
    shared::Shared,
    transport::{OpenError, Transport},
};

/// Consecutive failed attempts before the client assumes that the network blocks connections.
const MAX_FAILURES: u32 = 3;

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
}
