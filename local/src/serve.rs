//! Serves the connections of one listener. Incomplete requests are cut off in bounded time, so that idle connections
//! can't keep others out; the rest of a request that was answered early is received, so that its connection goes on.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use tower_http::timeout::{DeadlineBody, TimeoutBody};

use crate::admission::{Admitted, ConnectionLimits};
use crate::rest::Received;

/// Maximum buffer of a connection, in bytes, which also limits its headers; API Gateway accepts 10 KB of them.
const BUFFER_LIMIT: usize = 64 * 1024;

/// Timeouts for receiving a request.
#[derive(Clone, Debug)]
pub struct RequestTimes {
    /// For the headers, and for the next request on a kept-alive connection.
    pub headers: Duration,
    /// For the next bytes of a body.
    pub body_pause: Duration,
    /// For a whole body. A file of 20 MB takes this long at half a megabit per second.
    pub body: Duration,
}

impl Default for RequestTimes {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(10),
            body_pause: Duration::from_secs(30),
            body: Duration::from_secs(5 * 60),
        }
    }
}

/// Serves `app` until `stop` is cancelled and running requests have finished. Connections over the limit are closed at
/// once.
pub(crate) async fn serve(
    mut listener: TcpListener,
    app: Router,
    (limits, times): (Arc<ConnectionLimits>, RequestTimes),
    stop: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(times.headers).max_buf_size(BUFFER_LIMIT);
    let running = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            // Retries after a second on errors such as too many open files.
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let Some(permit) = limits.admit(peer.ip()) else {
            tracing::debug!(%peer, "connection over the limit");
            continue;
        };
        // Otherwise a small push waits for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let RequestTimes { body_pause: idle, body: total, .. } = times;
        let service = app.clone().map_request(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(|body| with_timeouts(body, idle, total));
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            request
        });
        let io = TokioIo::new(Admitted { stream, _permit: permit });
        let connection = http.serve_connection(io, TowerToHyperService::new(service)).with_upgrades();
        let stop = stop.clone();
        running.spawn(async move {
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = stop.cancelled() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "connection ended early");
            }
        });
    }
    drop(listener);
    running.close();
    running.wait().await;
}

/// Wraps a body so that it fails on a timeout. An empty body stays empty, because the bucket treats it differently.
fn with_timeouts(body: Incoming, idle: Duration, total: Duration) -> Body {
    if body.is_end_stream() {
        return Body::empty();
    }
    Body::new(Received::new(Body::new(DeadlineBody::new(total, TimeoutBody::new(idle, body)))))
}
