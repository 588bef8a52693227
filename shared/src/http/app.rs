//! What is around every function's routes: request ids, logging, CORS, paths with or without the trailing slash, and
//! the answers for what no route takes.

use axum::{
    Router,
    body::Body,
    http::{HeaderName, HeaderValue, Method, Request, header},
    response::{IntoResponse, Response},
};
use tower::{Layer, ServiceBuilder};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, Any, CorsLayer},
    normalize_path::NormalizePathLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};

use crate::{ApiError, config::AllowedOrigins};

/// A day, for browsers to remember what CORS allows.
const CORS_MAX_AGE: std::time::Duration = std::time::Duration::from_secs(86_400);

/// A service of `routes`, which are written without trailing slashes and answer with and without; `origins` may call
/// it from a browser.
pub fn app(routes: Router, origins: &AllowedOrigins) -> Router {
    let routes = routes.fallback(not_found).method_not_allowed_fallback(method_not_allowed);
    // Routing comes after a router's own layers, so what rewrites paths must be around it.
    let either_slash = NormalizePathLayer::trim_trailing_slash().layer(routes);
    Router::new().fallback_service(either_slash).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(cors(origins))
            .layer(CatchPanicLayer::custom(|_| panicked())),
    )
}

async fn not_found() -> ApiError {
    ApiError::NotFound
}

async fn method_not_allowed(method: Method) -> ApiError {
    ApiError::MethodNotAllowed(method)
}

fn panicked() -> Response {
    ApiError::internal("a handler panicked").into_response()
}

/// The span of a request. The query string stays out of the logs: it may hold a token.
fn span(request: &Request<Body>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// What browsers are told of who may call.
pub fn cors(origins: &AllowedOrigins) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("x-csrftoken")])
        .expose_headers([HeaderName::from_static("x-request-id"), header::RETRY_AFTER])
        .max_age(CORS_MAX_AGE);
    match origins {
        AllowedOrigins::Any => layer.allow_origin(Any),
        AllowedOrigins::Only(origins) => {
            let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
            layer.allow_origin(AllowOrigin::list(origins)).allow_credentials(true)
        }
    }
}
