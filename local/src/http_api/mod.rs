//! Emulation of an API Gateway HTTP API in front of functions that run outside this process: the same routes, events
//! and error responses as in the cloud.
//!
//! `route` finds the function, `event` builds its event, `response` reads its response. `lambda` invokes it.

mod event;
mod response;
mod route;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use percent_encoding::percent_decode_str;
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

use self::event::Call;
use self::response::response;
pub(crate) use self::route::Routes;
use crate::lambda::Functions;

/// Header with the request id of the gateway's logs.
const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// Limits of an HTTP API. The defaults are API Gateway's quotas; tests lower them.
#[derive(Clone, Debug)]
pub struct HttpLimits {
    /// Maximum size of a request's body, in bytes; a larger one gets a 413.
    pub body_bytes: usize,
    /// Timeout of a function. The client gets a 503, while the function goes on.
    pub integration: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self { body_bytes: 10 * 1024 * 1024, integration: Duration::from_secs(30) }
    }
}

/// Cheaply cloneable handle of the HTTP API.
#[derive(Clone)]
pub(crate) struct HttpApi {
    inner: Arc<Inner>,
}

struct Inner {
    routes: Routes,
    functions: Functions,
    limits: HttpLimits,
}

impl HttpApi {
    pub fn new(routes: Routes, functions: Functions, limits: HttpLimits) -> Self {
        Self { inner: Arc::new(Inner { routes, functions, limits }) }
    }

    /// Handles every request. Needs connect info, the source of the client's address in events.
    pub fn router(self) -> Router {
        Router::new().fallback(answer).with_state(self)
    }
}

/// Error responses of the gateway.
#[derive(Clone, Copy, Debug)]
enum Refusal {
    NotFound,
    TooLarge,
    FunctionFailed,
    TimedOut,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "Not Found"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::FunctionFailed => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Self::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        };
        (status, Json(json!({ "message": message }))).into_response()
    }
}

async fn answer(
    State(api): State<HttpApi>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let id = Uuid::new_v4().to_string();
    let mut response = forward(&api.inner, client, request, &id).await.unwrap_or_else(Refusal::into_response);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

async fn forward(api: &Inner, client: SocketAddr, request: Request, id: &str) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    // As in the real gateway: the path is decoded, and cut off at a question mark that was encoded.
    let decoded = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
    let path = decoded.split('?').next().unwrap_or_default();
    let route = api.routes.find(parts.method.as_str(), path).ok_or(Refusal::NotFound)?;
    let body = to_bytes(body, api.limits.body_bytes).await.map_err(|_| Refusal::TooLarge)?;
    let function = route.function;
    let event = Call { id, parts: &parts, path, body: &body, client: client.ip(), route }.event();
    let Ok(outcome) = timeout(api.limits.integration, api.functions.invoke(function, &event)).await else {
        tracing::error!(function, path, timeout = ?api.limits.integration, "function timed out");
        return Err(Refusal::TimedOut);
    };
    let payload = outcome.map_err(|error| {
        tracing::error!(function, path, %error, "function failed");
        Refusal::FunctionFailed
    })?;
    response(&payload).map_err(|error| {
        tracing::error!(function, path, %error, "malformed function response");
        Refusal::FunctionFailed
    })
}
