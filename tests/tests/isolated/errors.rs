//! Common to all endpoints: CORS.

use local::Options;
use reqwest::Method;
use shared::config::{AllowedOrigins, WebSettings};
use tests::App;

#[tokio::test]
async fn any_origin_may_call_a_local_run() {
    let app = App::own().await;
    let request = app.anon().request(Method::GET, "/api/health/").header("origin", "https://example.com");
    assert_eq!(app.anon().sends(request).await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn only_the_allowed_origins_may_call() {
    let allowed_origins = AllowedOrigins::Only(vec!["https://good.example".into()]);
    let web = WebSettings { allowed_origins, ..WebSettings::default() };
    let app = App::with(Options { web, ..Options::default() }).await;
    let from = async |origin: &str, method: Method| {
        let request = app.anon().request(method, "/api/chat-rooms/").header("origin", origin);
        let request = request.header("access-control-request-method", "POST");
        app.anon().sends(request.header("access-control-request-headers", "authorization,x-csrftoken")).await
    };
    let preflight = from("https://good.example", Method::OPTIONS).await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://good.example");
    assert_eq!(preflight.header("access-control-allow-credentials"), "");
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    assert!(preflight.header("access-control-allow-headers").contains("x-csrftoken"));
    let refused = from("https://good.example", Method::POST).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, "https://good.example"));
    for method in [Method::OPTIONS, Method::POST] {
        let answer = from("https://evil.example", method).await;
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}
