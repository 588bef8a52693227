//! Emulation of the API Gateway WebSocket API in front of one integration (the function `websocket`): the same events,
//! limits and responses wherever a client or the integration can notice a difference.
//!
//! `handshake` opens a connection, `socket` transfers its frames, `registry` lists the open ones, `management` is the
//! `@connections` API, `event` builds the events. The integration interprets the frames.

mod event;
mod handshake;
mod integration;
mod limits;
mod management;
mod registry;
mod socket;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use serde_json::Value;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::integration::{Integration, IntegrationError, Reply};
pub use self::limits::Limits;
use self::registry::Registry;
use self::socket::Close;
use crate::credentials::Credentials;

/// Cheaply cloneable handle of the gateway.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    integration: Box<dyn Integration>,
    limits: Limits,
    credentials: Credentials,
    registry: Registry,
    /// All connections, and all events being handled by the integration.
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Gateway {
    /// Creates a gateway in front of `integration`. Its management routes require `credentials`.
    pub fn new(integration: impl Integration, limits: Limits, credentials: Credentials) -> Self {
        let inner = Inner {
            integration: Box::new(integration),
            limits,
            credentials,
            registry: Registry::default(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Routes `/ws`, for clients, and `/ws/@connections/{id}`, for posts of the system. Needs connect info, the source
    /// of the client's address in events.
    pub fn router(&self) -> Router {
        let connections = get(management::describe_connection)
            .post(management::post_to_connection)
            .delete(management::close_connection)
            // One byte over the limit is read, so that the error can have the gateway's format.
            .layer(DefaultBodyLimit::max(self.inner.limits.message_bytes + 1));
        Router::new()
            .route("/ws", any(handshake::connect))
            .route("/ws/", any(handshake::connect))
            .route("/ws/@connections/{id}", connections)
            .with_state(self.clone())
    }

    /// Refuses new connections, closes the open ones with 1001, and waits for them and their events, in bounded time,
    /// since both have timeouts.
    pub async fn stop(&self) {
        self.inner.stopping.cancel();
        for connection in self.inner.registry.all() {
            connection.close(Close::going_away("Server is stopping"));
        }
        self.inner.tasks.close();
        if timeout(self.inner.limits.stop, self.inner.tasks.wait()).await.is_err() {
            tracing::warn!(unfinished = self.inner.tasks.len(), "connections aborted at shutdown");
        }
    }

    /// Invokes the integration, with the gateway's timeout.
    async fn invoke(&self, event: Value) -> Result<Reply, IntegrationError> {
        integration::invoke(self.inner.integration.as_ref(), event, self.inner.limits.integration).await
    }
}
