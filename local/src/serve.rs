//! Serves connections of one listener. Whoever sends a request by halves is cut off in bounded time: who holds connections
//! open for nothing must not keep others out.

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

use crate::admission::{Admission, Admitted};

/// What a connection may buffer, in bytes, and with it the longest headers; API Gateway takes 10 KB of them.
const BUFFER_LIMIT: usize = 64 * 1024;

/// How long requests may take to arrive.
#[derive(Clone, Debug)]
pub struct RequestTimes {
    /// For the headers, and for the next request on a connection that had one.
    pub headers: Duration,
    /// For the next bytes of a body.
    pub body_pause: Duration,
    /// For all of a body. A file of 20 MB takes this long at half a megabit a second.
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

/// Serves `app` until it is told to stop and running requests are done. A connection for which there is no place is closed
/// at once.
pub(crate) async fn serve(
    mut listener: TcpListener,
    app: Router,
    (admission, times): (Arc<Admission>, RequestTimes),
    stop: CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(times.headers).max_buf_size(BUFFER_LIMIT);
    let running = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            // Waits a second when it fails, as it does without files.
            accepted = Listener::accept(&mut listener) => accepted,
        };
        let Some(place) = admission.admit(peer.ip()) else {
            tracing::debug!(%peer, "connection over the limit");
            continue;
        };
        // Else a small push waits for the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let RequestTimes { body_pause: pause, body: whole, .. } = times;
        let service = app.clone().map_request(move |request: hyper::Request<Incoming>| {
            let mut request = request.map(|body| in_time(body, pause, whole));
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
            request
        });
        let io = TokioIo::new(Admitted { stream, _place: place });
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

/// A body that ends with an error where it doesn't come in time. None stays none, which the bucket looks at.
fn in_time(body: Incoming, pause: Duration, whole: Duration) -> Body {
    if body.is_end_stream() {
        return Body::empty();
    }
    Body::new(DeadlineBody::new(whole, TimeoutBody::new(pause, body)))
}
