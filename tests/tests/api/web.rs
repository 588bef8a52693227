//! `GET /`, `/console/`, `/admin/`, `/account/`, `/chat/`, `/widget.js`, `/assets/`: what browsers are given, and how long
//! they keep it. What the pages do is tested in browsers.

use reqwest::{Method, header};
use tests::{Answer, App};

const PAGES: [&str; 5] = ["/", "/console/", "/admin/", "/account/", "/chat/"];
/// What else is asked for anew each time: the widget's loader, and what makes the console an app.
const LOADED: [&str; 4] =
    ["/widget.js", "/console/manifest.webmanifest", "/console/service-worker.js", "/chat/service-worker.js"];

/// The version and the path of an asset that the start page loads; empty when it loads none.
pub async fn an_asset(app: &App) -> (String, String) {
    let page = app.anon().get("/").await.text;
    let address = page.split('"').find_map(|text| text.strip_prefix("/assets/"));
    let (version, path) = address.and_then(|address| address.split_once('/')).unwrap_or_default();
    (version.to_owned(), path.to_owned())
}

async fn get_with(app: &App, path: &str, name: header::HeaderName, value: &str) -> Answer {
    app.anon().sends(app.anon().request(Method::GET, path).header(name, value)).await
}

#[tokio::test]
async fn a_page_may_load_from_its_own_system_alone() {
    let app = App::start().await;
    for path in PAGES {
        let page = app.anon().get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        let policy = page.header("content-security-policy");
        for rule in ["default-src 'none'; script-src 'self'; ", "frame-ancestors 'none'", "connect-src 'self' ws"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "strict-origin-when-cross-origin");
    }
}

#[tokio::test]
async fn pages_and_the_loader_are_asked_for_anew_and_sent_once() {
    let app = App::start().await;
    for path in PAGES.into_iter().chain(LOADED) {
        let first = app.anon().get(path).await;
        assert_eq!((first.status, first.header("cache-control")), (200, "no-cache"), "{path}");
        let etag = first.header("etag");
        assert!(etag.starts_with('"'), "{path}: {etag}");
        for known in [etag.to_owned(), format!("\"another\", W/{etag}"), "*".to_owned()] {
            let again = get_with(&app, path, header::IF_NONE_MATCH, &known).await;
            assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", etag), "{path}: {known}");
        }
        assert_eq!(get_with(&app, path, header::IF_NONE_MATCH, "\"another\"").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_console_is_an_app_whose_service_worker_has_its_folder() {
    let app = App::start().await;
    let worker = app.anon().get("/console/service-worker.js").await;
    assert_eq!((worker.status, worker.header("content-type")), (200, "text/javascript; charset=utf-8"));
    let manifest = app.anon().get("/console/manifest.webmanifest").await;
    assert_eq!((manifest.status, manifest.header("content-type")), (200, "application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_str(&manifest.text).unwrap_or_default();
    assert_eq!((&manifest["scope"], &manifest["display"]), (&"/console/".into(), &"standalone".into()));
    for icon in manifest["icons"].as_array().into_iter().flatten() {
        let icon = app.anon().get(icon["src"].as_str().unwrap_or_default()).await;
        assert_eq!((icon.status, icon.header("content-type")), (200, "image/png"));
    }
    let page = app.anon().get("/console/").await;
    assert!(page.text.contains("href=\"/console/manifest.webmanifest\""));
    assert!(page.header("content-security-policy").contains("manifest-src 'self'"));
}

#[tokio::test]
async fn an_asset_is_kept_for_ever() {
    let app = App::start().await;
    let (version, path) = an_asset(&app).await;
    let asset = app.anon().get(&format!("/assets/{version}/{path}")).await;
    assert_eq!((asset.status, asset.header("cache-control")), (200, "public, max-age=31536000, immutable"));
    assert!(asset.header("etag").starts_with('"'));
    assert_eq!(asset.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn an_asset_of_another_version_is_not_found() {
    let app = App::start().await;
    let (version, path) = an_asset(&app).await;
    for another in ["0123456789abcdef", &version[1..], "latest"] {
        app.anon().get(&format!("/assets/{another}/{path}")).await.is_not_found();
    }
}

#[tokio::test]
async fn nothing_but_assets_is_found_among_them() {
    let app = App::start().await;
    let (version, _) = an_asset(&app).await;
    for path in [
        "demo/index.html",
        "tsconfig.json",
        "%2e%2e/Cargo.toml",
        "demo/%2e%2e%2f%2e%2e%2fCargo.toml",
        "demo%2f..%2f..%2ftemplate.yaml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "demo",
        "demo/",
        "",
    ] {
        let answer = app.anon().get(&format!("/assets/{version}/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_file_names_its_version() {
    let app = App::start().await;
    let (version, path) = an_asset(&app).await;
    let asset = format!("/assets/{version}/{path}");
    for path in PAGES.into_iter().chain(LOADED).chain([&*asset]) {
        let file = app.anon().get(path).await.text;
        assert!(!file.is_empty() && !file.contains("%ASSETS%"), "{path}");
        let addresses = file.split("/assets/").skip(1);
        assert!(addresses.into_iter().all(|rest| rest.starts_with(&version)), "{path}");
    }
}

#[tokio::test]
async fn texts_are_compressed_for_who_can_read_that() {
    let app = App::start().await;
    let (version, path) = an_asset(&app).await;
    for path in ["/", &format!("/assets/{version}/{path}")] {
        let answer = get_with(&app, path, header::ACCEPT_ENCODING, "gzip").await;
        assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
        assert!(answer.header("vary").contains("accept-encoding"), "{path}");
        assert!(answer.text.starts_with('\u{1f}'), "{path}: {}", answer.text);
        assert_eq!(app.anon().get(path).await.header("content-encoding"), "", "{path}");
    }
}

#[tokio::test]
async fn head_tells_what_get_would() {
    let app = App::start().await;
    let anon = app.anon();
    for path in PAGES.into_iter().chain(LOADED) {
        let (head, get) = (anon.sends(anon.request(Method::HEAD, path)).await, anon.get(path).await);
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
        for name in ["content-type", "etag", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn pages_are_there_to_be_read() {
    let app = App::start().await;
    for path in PAGES {
        let answer = app.anon().post_empty(path).await;
        assert_eq!(answer.header("allow"), "GET,HEAD", "{path}");
        answer.is_error(405, "Method \"POST\" not allowed.");
    }
}
