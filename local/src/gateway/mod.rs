//! An emulation of the API Gateway WebSocket API in front of one integration (the function `websocket`): the same
//! events, limits and answers wherever a client or the integration can tell the difference.
//!
//! `handshake` opens a connection, `socket` carries its frames, `registry` knows the open ones, `management` is the
//! `@connections` API, `event` builds what the integration gets. What frames mean is the integration's business.

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

/// The gateway: a cheap handle to its connections and its integration.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    integration: Box<dyn Integration>,
    limits: Limits,
    credentials: Credentials,
    registry: Registry,
    /// Every connection and every event on its way to the integration.
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Gateway {
    /// A gateway in front of `integration`, whose management routes answer the holder of `credentials` only.
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

    /// The routes `/ws`, where clients connect, and `/ws/@connections/{id}`, where the system posts to them. To be
    /// served with connect info, which the events tell as the client's address.
    pub fn router(&self) -> Router {
        let connections = get(management::describe_connection)
            .post(management::post_to_connection)
            .delete(management::close_connection)
            // Read whole up to a little over the limit, so that the answer can be the gateway's own.
            .layer(DefaultBodyLimit::max(self.inner.limits.message_bytes + 1));
        Router::new()
            .route("/ws", any(handshake::connect))
            .route("/ws/", any(handshake::connect))
            .route("/ws/@connections/{id}", connections)
            .with_state(self.clone())
    }

    /// Refuses new connections, closes the open ones with 1001, and waits until they and their events are done: a
    /// bounded time, since closing a connection and the integration's time both are.
    pub async fn stop(&self) {
        self.inner.stopping.cancel();
        for connection in self.inner.registry.all() {
            connection.close(Close::going_away("Server is stopping"));
        }
        self.inner.tasks.close();
        if timeout(self.inner.limits.stop, self.inner.tasks.wait()).await.is_err() {
            tracing::warn!(unfinished = self.inner.tasks.len(), "connections were cut off");
        }
    }

    /// Hands an event to the integration, for no longer than the gateway waits.
    async fn invoke(&self, event: Value) -> Result<Reply, IntegrationError> {
        integration::invoke(self.inner.integration.as_ref(), event, self.inner.limits.integration).await
    }
}
