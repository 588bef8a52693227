//! Handshakes: the integration's status decides whether a connection is upgraded.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::upgrade::OnUpgrade;
use serde_json::{Value, json};
use shared::time::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::Gateway;
use super::event::{self, Origin};
use super::integration::{IntegrationError, Reply};
use super::registry::{Connection, Queued};
use super::socket::{self, Close};

/// WebSocket version; the only one (RFC 6455).
const WEBSOCKET_VERSION: &str = "13";

/// `GET /ws`: opens a connection.
pub(super) async fn connect(
    State(gateway): State<Gateway>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    if gateway.inner.stopping.is_cancelled() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let Some((accept_key, upgrade)) = websocket_upgrade(&mut request) else {
        let text = "This is a WebSocket address: connect to it with a WebSocket client";
        return (StatusCode::UPGRADE_REQUIRED, not_websocket_headers(), text).into_response();
    };
    let origin = origin(client, request.headers());
    let (connection, queued) = Connection::new(origin, gateway.inner.limits.queue_bytes);
    let request_id = event::random_id();
    let event = event::connect(&connection.origin, &request_id, request.headers(), request.uri().query());

    // In a separate task: a client that leaves meanwhile must not cancel the integration, and if it was accepted,
    // `$disconnect` must follow.
    let (answer, answered) = oneshot::channel();
    let opening = open(gateway.clone(), connection.clone(), queued, event, upgrade, answer);
    gateway.inner.tasks.spawn(opening);
    match answered.await {
        Ok(Ok(reply)) if (200..300).contains(&reply.status) => switching_protocols(&accept_key, reply.subprotocol),
        Ok(Ok(reply)) => refusal(reply.status, &connection, &request_id),
        Ok(Err(_)) | Err(_) => refusal(502, &connection, &request_id),
    }
}

/// Runs a connection from `$connect` to `$disconnect`.
async fn open(
    gateway: Gateway,
    connection: Arc<Connection>,
    queued: mpsc::UnboundedReceiver<Queued>,
    event: Value,
    upgrade: OnUpgrade,
    answer: oneshot::Sender<Result<Reply, IntegrationError>>,
) {
    let reply = gateway.invoke(event).await;
    let accepted = matches!(&reply, Ok(reply) if (200..300).contains(&reply.status));
    if accepted {
        // Posts succeed from here on, as with the real gateway; they wait in the queue until the upgrade is complete.
        gateway.inner.registry.insert(&connection);
        if gateway.inner.stopping.is_cancelled() {
            connection.close(Close::going_away("Server is stopping"));
        }
    }
    let is_client_connected = answer.send(reply).is_ok();
    if !accepted {
        return;
    }
    let close = if is_client_connected {
        socket::transfer(&gateway, &connection, queued, upgrade).await
    } else {
        Close::abnormal()
    };
    gateway.inner.registry.remove(&connection);
    let event = event::disconnect(&connection.origin, &event::random_id(), &close);
    // Best effort, as with the real gateway; `invoke` logs a failure.
    let _ = gateway.invoke(event).await;
}

/// Accept key and upgrade of a valid WebSocket handshake.
fn websocket_upgrade(request: &mut Request) -> Option<(String, OnUpgrade)> {
    let headers = request.headers();
    let has = |name, token: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.split(',').any(|item| item.trim().eq_ignore_ascii_case(token)))
    };
    let is_valid = has(header::CONNECTION, "upgrade")
        && has(header::UPGRADE, "websocket")
        && has(header::SEC_WEBSOCKET_VERSION, WEBSOCKET_VERSION);
    let accept_key = derive_accept_key(headers.get(header::SEC_WEBSOCKET_KEY)?.as_bytes());
    let upgrade = request.extensions_mut().remove::<OnUpgrade>()?;
    is_valid.then_some((accept_key, upgrade))
}

fn not_websocket_headers() -> [(header::HeaderName, HeaderValue); 2] {
    [
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static(WEBSOCKET_VERSION)),
    ]
}

fn origin(client: SocketAddr, headers: &HeaderMap) -> Origin {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Origin {
        connection_id: event::connection_id(),
        connected_at: Timestamp::now(),
        domain: text(header::HOST).unwrap_or_default(),
        source_ip: client.ip().to_string(),
        user_agent: text(header::USER_AGENT),
    }
}

fn switching_protocols(accept_key: &str, subprotocol: Option<String>) -> Response {
    let mut response = StatusCode::SWITCHING_PROTOCOLS.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept_key) = HeaderValue::from_str(accept_key) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept_key);
    }
    if let Some(Ok(subprotocol)) = subprotocol.as_deref().map(HeaderValue::from_str) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    response
}

fn refusal(status: u16, connection: &Connection, request_id: &str) -> Response {
    // An invalid or non-error status is a fault of the integration.
    let status = StatusCode::from_u16(status)
        .ok()
        .filter(|status| status.is_client_error() || status.is_server_error())
        .unwrap_or(StatusCode::BAD_GATEWAY);
    let message = status.canonical_reason().unwrap_or("Forbidden");
    let body = json!({
        "message": message,
        "connectionId": connection.origin.connection_id,
        "requestId": request_id,
    });
    (status, Json(body)).into_response()
}
