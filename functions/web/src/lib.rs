//! Web pages: the demo of the widget at `/`, if enabled, the agents' `/console/`, with what makes it an app, the admins'
//! `/admin/`, `/account/` for forgotten passwords, and `/chat/`, which is nothing but a chat; `/widget.js`, which embeds
//! the widget in other sites; the API's document at `/api/schema/`, and its reader at `/api/docs/`; and the assets of all
//! of them, under `/assets/`.
//!
//! Assets are cached without expiry: [`site`] puts a version into their URL that changes with any of the files. Pages
//! and the loader are revalidated on each request, and refer to the assets of their own version.

mod minify;
mod policy;
mod site;

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use axum_extra::{TypedHeader, headers::IfNoneMatch};
use shared::{ApiError, config::Config};
use tower_http::{CompressionLevel, compression::CompressionLayer};

use site::{File, Site};

static SITE: LazyLock<Site> = LazyLock::new(Site::embedded);

/// Response header that lets other sites load a file even if they set `Cross-Origin-Embedder-Policy`.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN: HeaderValue = HeaderValue::from_static("cross-origin");

const REVALIDATE: &str = "no-cache";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The files, and the content security policy of pages.
#[derive(Clone)]
struct Web {
    site: &'static Site,
    policy: Arc<str>,
}

/// Version in the browser's cache.
type CachedVersion = Option<TypedHeader<IfNoneMatch>>;

/// Paths of this function: the start page; the console, its manifest and its service worker, which can't be in another
/// folder; the admin page, the one for accounts; the chat's page and its service worker; the widget's loader, the API's
/// document and its reader, and assets.
pub const PATHS: [&str; 12] = [
    "/",
    "/console",
    "/console/manifest.webmanifest",
    "/console/service-worker.js",
    "/admin",
    "/account",
    "/chat",
    "/chat/service-worker.js",
    "/widget.js",
    "/api/schema",
    "/api/docs",
    "/assets/{version}/{*path}",
];

/// The routes of this function.
pub fn router(config: &Config) -> Router {
    let [start, console, manifest, worker, admin, account, chat, chat_worker, widget, schema, docs, asset] = PATHS;
    let web = Web { site: &SITE, policy: policy::content_security_policy(config).into() };
    Router::new()
        .route(start, if config.web.demo_page { get(show_demo) } else { get(redirect_to_console) })
        .route(console, get(show_console))
        .route(manifest, get(load_manifest))
        .route(worker, get(load_service_worker))
        .route(admin, get(show_admin))
        .route(account, get(show_account))
        .route(chat, get(show_chat))
        .route(chat_worker, get(load_service_worker))
        .route(widget, get(load_widget))
        .route(schema, get(load_schema))
        .route(docs, get(show_docs))
        .route(asset, get(load_asset))
        .layer(CompressionLayer::new().quality(CompressionLevel::Best))
        .layer(map_response(with_length))
        .with_state(web)
}

async fn show_demo(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("demo/index.html", cached)
}

async fn redirect_to_console() -> Redirect {
    Redirect::temporary("/console/")
}

async fn show_console(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("console/index.html", cached)
}

async fn load_manifest(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("console/manifest.webmanifest", cached)
}

async fn load_service_worker(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("shared/service-worker.js", cached)
}

async fn show_admin(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("admin/index.html", cached)
}

async fn show_account(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("account/index.html", cached)
}

async fn show_chat(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("chat/index.html", cached)
}

async fn show_docs(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    web.page("docs/index.html", cached)
}

async fn load_schema(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    let document = web.site.file("openapi.json").ok_or(ApiError::NotFound)?;
    Ok(answer(document, REVALIDATE, cached))
}

async fn load_widget(State(web): State<Web>, cached: CachedVersion) -> Result<Response, ApiError> {
    let loader = web.site.file("widget.js").ok_or(ApiError::NotFound)?;
    Ok(([(RESOURCE_POLICY, CROSS_ORIGIN)], answer(loader, REVALIDATE, cached)).into_response())
}

/// Serves only the current version, because cached content must never change under a URL.
async fn load_asset(
    State(web): State<Web>,
    address: Result<Path<(String, String)>, PathRejection>,
    cached: CachedVersion,
) -> Result<Response, ApiError> {
    let Path((version, path)) = address.map_err(|_| ApiError::NotFound)?;
    let asset = web.site.asset(&version, &path).ok_or(ApiError::NotFound)?;
    Ok(([(RESOURCE_POLICY, CROSS_ORIGIN)], answer(asset, IMMUTABLE, cached)).into_response())
}

/// Collects a compressed answer, as API Gateway does: its length saves the framing of chunks.
async fn with_length(response: Response) -> Result<Response, ApiError> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

impl Web {
    fn page(&self, path: &str, cached: CachedVersion) -> Result<Response, ApiError> {
        let page = self.site.file(path).ok_or(ApiError::NotFound)?;
        let policy = [(header::CONTENT_SECURITY_POLICY, &*self.policy)];
        Ok((policy, answer(page, REVALIDATE, cached)).into_response())
    }
}

/// Responds with the file, or with 304 if the browser's copy is current.
fn answer(file: &File, caching: &'static str, cached: CachedVersion) -> Response {
    let headers = [
        (header::CACHE_CONTROL, caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ];
    let etag = TypedHeader(file.etag.clone());
    if cached.is_some_and(|TypedHeader(cached)| !cached.precondition_passes(&file.etag)) {
        return (StatusCode::NOT_MODIFIED, headers, etag).into_response();
    }
    (headers, etag, [(header::CONTENT_TYPE, file.content_type)], file.bytes.clone()).into_response()
}
