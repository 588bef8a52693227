//! Layers shared by all functions: request ids, logging, CORS, security headers, optional trailing slashes, and the
//! answers to unknown routes and methods.

use axum::{
    Json, Router,
    body::Body,
    extract::MatchedPath,
    http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tower::{Layer, ServiceBuilder, ServiceExt, util::MapRequestLayer};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowCredentials, AllowOrigin, Any, CorsLayer},
    normalize_path::NormalizePathLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};

use super::client::client_address;
use crate::{
    ApiError, answered,
    config::{AllowedOrigins, TrustedProxies, WebSettings},
    spans,
};

/// Time for which browsers cache CORS preflights: a day.
const CORS_MAX_AGE: std::time::Duration = std::time::Duration::from_secs(86_400);

/// Longest logged request id of a client, in bytes.
const CLIENT_REQUEST_ID_LIMIT: usize = 100;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers of answers unless the handler sets them: no caching, no MIME sniffing, no referrer, no framing or loading of
/// resources.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
];

/// A year, as the HSTS preload list requires.
const STRICT_TRANSPORT: (HeaderName, &str) = (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");

/// Request id from the client, logged in addition to our own.
#[derive(Clone, Debug)]
struct ClientRequestId(String);

/// Builds a service from `routes`, which have no trailing slashes and are served with and without.
pub fn app(routes: impl Into<Router>, settings: &WebSettings) -> Router {
    let routes = routes.into().route_layer(MapRequestLayer::new(with_route_logged));
    let routes = routes.fallback(not_found).method_not_allowed_fallback(method_not_allowed);
    // A router's own layers run after routing, so the layer that rewrites paths must wrap the router.
    let either_slash = NormalizePathLayer::trim_trailing_slash().layer(routes);
    let inner = Router::new().fallback_service(either_slash).layer(CatchPanicLayer::custom(|_| panicked()));
    let inner = [inner.clone(), inner.layer(cors(settings))];
    let proxies = settings.trusted_proxies.clone();
    let outer = Router::new().fallback(move |request: Request<Body>| answer(inner.clone(), request)).layer(
        ServiceBuilder::new()
            .map_request(with_own_id)
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(
                TraceLayer::new_for_http()
                    .make_span_with(move |request: &_| span(request, &proxies))
                    .on_request(())
                    .on_response(|answer: &Response<_>, time, _: &_| answered::log(answer.status(), time))
                    .on_failure(()),
            )
            .layer(PropagateRequestIdLayer::x_request_id()),
    );
    let strict_transport = settings.is_secure().then_some(STRICT_TRANSPORT);
    HEADERS.into_iter().chain(strict_transport).fold(outer, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    })
}

/// Applies CORS to real preflights only: tower's layer takes every `OPTIONS` for one.
async fn answer(
    [plain, cross_origin]: [Router; 2],
    request: Request<Body>,
) -> Result<Response, std::convert::Infallible> {
    let is_options = request.method() == Method::OPTIONS;
    if !is_options || request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return cross_origin.oneshot(request).await;
    }
    let mut response = plain.oneshot(request).await?;
    if let Some(allowed) = response.headers().get(header::ALLOW).and_then(|value| value.to_str().ok())
        && let Ok(allowed) = HeaderValue::from_str(&format!("{allowed},OPTIONS"))
    {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    Ok(response)
}

/// Replaces the client's request id by our own: a client's could be forged to match another request's logs.
fn with_own_id(mut request: Request<Body>) -> Request<Body> {
    if let Some(theirs) = request.headers_mut().remove(REQUEST_ID) {
        let text: String = theirs.to_str().unwrap_or_default().chars().take(CLIENT_REQUEST_ID_LIMIT).collect();
        request.extensions_mut().insert(ClientRequestId(text));
    }
    request
}

fn with_route_logged(request: Request<Body>) -> Request<Body> {
    if let Some(route) = request.extensions().get::<MatchedPath>() {
        spans::record_route(route.as_str());
    }
    request
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

/// Answers `OPTIONS` with a description of the route, as DRF does.
async fn method_not_allowed(method: Method, uri: Uri) -> Response {
    if method != Method::OPTIONS {
        return ApiError::MethodNotAllowed(method).into_response();
    }
    let parses = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
    let body =
        json!({"name": name_of(uri.path()), "description": "", "renders": ["application/json"], "parses": parses});
    (StatusCode::OK, Json(body)).into_response()
}

/// DRF's name of the view at a path: `/api/chat-rooms/` is "Chat Rooms".
fn name_of(path: &str) -> String {
    let is_word = |segment: &&str| segment.starts_with(|c: char| c.is_ascii_alphabetic()) && segment.len() < 32;
    let word = path.split('/').rfind(is_word).unwrap_or_default();
    let capitalized =
        word.split(['-', '_']).map(|part| part[..1.min(part.len())].to_uppercase() + &part[1.min(part.len())..]);
    capitalized.collect::<Vec<_>>().join(" ")
}

fn panicked() -> Response {
    ApiError::internal("a handler panicked").into_response()
}

/// Creates the span of a request.
fn span(request: &Request<Body>, proxies: &TrustedProxies) -> tracing::Span {
    let request_id =
        request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
    let client_id = request.extensions().get::<ClientRequestId>().map(|id| id.0.as_str());
    let address = client_address(request.headers(), request.extensions(), proxies);
    spans::request(request_id, client_id, request.method().as_str(), request.uri().path(), &address)
}

/// CORS rules: the session cookie is only allowed from origins listed for it.
pub fn cors(settings: &WebSettings) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CACHE_CONTROL,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-csrftoken"),
            HeaderName::from_static("x-requested-with"),
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(CORS_MAX_AGE);
    let credentialed = settings.credentialed_origins.clone();
    if credentialed.is_empty() && settings.allowed_origins == AllowedOrigins::Any {
        return layer.allow_origin(Any);
    }
    let is_named = move |origin: &HeaderValue| credentialed.iter().any(|named| origin == named.as_str());
    let is_allowed = {
        let (is_named, allowed) = (is_named.clone(), settings.allowed_origins.clone());
        move |origin: &HeaderValue| is_named(origin) || origin.to_str().is_ok_and(|origin| allowed.contains(origin))
    };
    layer
        .allow_origin(AllowOrigin::predicate(move |origin, _| is_allowed(origin)))
        .allow_credentials(AllowCredentials::predicate(move |origin, _| is_named(origin)))
}
