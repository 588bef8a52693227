//! Headers of answers: caching, framing and types, the request's id, and the next page of a list.

use local::Options;
use reqwest::Method;
use serde_json::{Value, json};
use shared::config::WebSettings;
use tests::{App, shapes::assert_uuid};

#[tokio::test]
async fn answers_are_kept_nowhere_and_do_nothing() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for (method, path, status) in [
        (Method::GET, "/api/users/me/", 200),
        (Method::GET, &*room.path("transcript/"), 200),
        (Method::GET, &*room.path("transcript/?format=json"), 200),
        (Method::GET, "/api/health/", 200),
        (Method::GET, "/api/nothing/", 404),
        (Method::GET, "/api/users/", 403),
        (Method::PUT, "/api/users/", 405),
        (Method::POST, "/api/chat-rooms/", 400),
        (Method::POST, "/api/auth/login/", 400),
        (Method::OPTIONS, "/api/users/", 200),
    ] {
        let answer = ana.sends(ana.request(method, path)).await;
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in
            [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer")]
        {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
    let anon = app.anon().get("/api/users/me/").await;
    assert_eq!((anon.status, anon.header("cache-control")), (401, "no-store"));
}

#[tokio::test]
async fn the_id_of_a_request_is_ours() {
    let app = App::own().await;
    let mut seen = Vec::new();
    for path in ["/api/health/", "/api/nothing/", "/api/users/me/", "/api/health/"] {
        for theirs in ["mine", "0190a6c5-0000-7000-8000-000000000000", "a\tb"] {
            let answer = app.anon().sends(app.anon().request(Method::GET, path).header("x-request-id", theirs)).await;
            let ours = answer.header("x-request-id").to_owned();
            assert_ne!(ours, theirs);
            assert_uuid(&json!(ours));
            assert!(!seen.contains(&ours));
            seen.push(ours);
        }
    }
}

/// Address of the next page of a list, for a client that sends these headers.
async fn next_for(app: &App, headers: &[(&str, &str)]) -> String {
    let ana = app.customer(&format!("ana{}", headers.len())).await;
    for _ in 0..2 {
        ana.opens("Help").await;
    }
    let request = ana.request(Method::GET, "/api/chat-rooms/?page_size=1");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    ana.sends(request).await.ok()["next"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_address_of_the_next_page_follows_the_setting() {
    let hostile = [("host", "evil.example"), ("x-forwarded-proto", "javascript"), ("x-forwarded-host", "evil.example")];
    let path = "/api/chat-rooms/?page_size=1&cursor=";
    let web = WebSettings { public_url: Some("https://chat.example".into()), ..WebSettings::default() };
    let public = App::with(Options { web, ..Options::default() }).await;
    for headers in [&hostile[..], &[]] {
        let next = next_for(&public, headers).await;
        assert!(next.starts_with(&format!("https://chat.example{path}")), "{next}");
    }
    let own = App::own().await;
    for headers in [&hostile[1..], &[]] {
        let next = next_for(&own, headers).await;
        assert!(next.starts_with(&format!("{}{path}", own.base_url())), "{next}");
    }
}

#[tokio::test]
async fn options_that_is_no_preflight_says_what_there_is() {
    let app = App::own().await;
    for (path, name, methods) in [
        ("/api/chat-rooms/", "Chat Rooms", vec!["GET", "HEAD", "OPTIONS", "POST"]),
        ("/api/users/me/", "Me", vec!["GET", "HEAD", "OPTIONS", "PATCH"]),
        ("/api/auth/login", "Login", vec!["OPTIONS", "POST"]),
    ] {
        for origin in [None, Some("https://shop.example")] {
            let request = app.anon().request(Method::OPTIONS, path);
            let request = origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
            let answer = app.anon().sends(request).await;
            let mut allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
            allowed.sort_unstable();
            assert_eq!((answer.status, allowed), (200, methods.clone()), "{path} {origin:?}");
            assert_eq!((&answer.json["name"], &answer.json["renders"]), (&json!(name), &json!(["application/json"])));
            assert!(answer.json["parses"].as_array().is_some_and(|parses| parses.contains(&json!("application/json"))));
        }
    }
    app.anon().sends(app.anon().request(Method::OPTIONS, "/api/nothing/")).await.is_not_found();
}

#[tokio::test]
async fn a_period_that_ends_before_it_begins_is_refused_everywhere() {
    let app = App::own().await;
    let admin = app.admin().await;
    for path in ["/api/audit/", "/api/reports/summary/"] {
        let get = async |query: &str| admin.get(&format!("{path}?{query}")).await;
        let refused = get("from=2026-12-01&to=2026-11-01").await;
        assert!(refused.json["to"].is_array(), "{path} {} {}", refused.status, refused.json);
        refused.with_status(400);
        for bad in ["from=10000-01-01", "to=%2B12026-01-01", "from=2026-02-30", "to=yesterday", "from=-0001-01-01"] {
            let answer = get(bad).await;
            assert_eq!(answer.status, 400, "{path} {bad} {}", answer.json);
        }
        for good in [
            "from=2026-11-01&to=2026-11-01",
            "from=2026-11-01",
            "to=2026-11-01",
            "from=&to=",
            "from=0001-01-01&to=0001-01-02",
        ] {
            let answer = get(good).await;
            assert_eq!(answer.status, 200, "{path} {good} {}", answer.json);
            assert_ne!(answer.json, Value::Null);
        }
    }
}
