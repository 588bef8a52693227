//! Common to all endpoints: DRF's errors, request ids, slashes.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::json;
use tests::App;

#[tokio::test]
async fn every_path_works_with_and_without_the_trailing_slash() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for path in
        ["/api/users/me", "/api/chat-rooms", "/api/messages", "/api/notifications", "/api/agents", "/api/health"]
    {
        ana.get(path).await.ok();
        ana.get(&format!("{path}/")).await.ok();
    }
    ana.post("/api/chat-rooms", json!({"subject": "A"})).await.created();
    ana.post("/api/chat-rooms/", json!({"subject": "B"})).await.created();
    ana.get("/api/chat-rooms?page_size=1").await.ok();
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let app = App::start().await;
    for path in ["/api/", "/api/nothing/", "/api/users/me/x/", "/api/messages/1/2/3/"] {
        app.anon().get(path).await.is_not_found();
    }
}

#[tokio::test]
async fn another_method_is_not_allowed_and_the_right_ones_are_named() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for (method, path, allowed) in [
        (Method::PUT, "/api/users/me/", vec!["GET", "PATCH"]),
        (Method::DELETE, "/api/chat-rooms/", vec!["GET", "POST"]),
        (Method::GET, "/api/auth/login/", vec!["POST"]),
        (Method::PATCH, "/api/notifications/mark_all_read", vec!["POST"]),
    ] {
        let answer = ana.sends(ana.request(method.clone(), path)).await;
        let allow = answer.header("allow").to_owned();
        assert!(allowed.iter().all(|method| allow.contains(method)), "{path}: {allow}");
        answer.is_error(405, &format!("Method \"{method}\" not allowed."));
    }
}

#[tokio::test]
async fn a_body_must_be_what_it_says_it_is() {
    let app = App::start().await;
    let anon = app.anon();
    let login = "/api/auth/login/";
    let answer = anon.sends_raw(Method::POST, login, "application/json", "{\"username\": ").await;
    let detail = answer.with_status(400)["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.starts_with("JSON parse error - "), "{detail}");
    let answer = anon.sends_raw(Method::POST, login, "text/xml", "<login/>").await;
    answer.is_error(415, "Unsupported media type \"text/xml\" in request.");
    let answer = anon.sends_raw(Method::POST, login, "application/json; charset=utf-8", "{}").await;
    answer.is_invalid(json!({"username": ["This field is required."], "password": ["This field is required."]}));
    for (body, kind) in [("[]", "list"), ("\"x\"", "str"), ("1", "int"), ("true", "bool")] {
        let answer = anon.sends_raw(Method::POST, login, "application/json", body).await;
        let text = format!("Invalid data. Expected a dictionary, but got {kind}.");
        answer.is_invalid(json!({"non_field_errors": [text]}));
    }
}

#[tokio::test]
async fn a_body_over_256_kib_is_too_large_and_nothing_is_stored() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let before = ana.sees(&room).await;
    let body = json!({"chat_room_id": room.id, "content": "Hello", "padding": "x".repeat(256 * 1024)});
    let answer = ana.post("/api/messages/", body).await.with_status(413);
    assert!(answer["detail"].is_string());
    let body = json!({"subject": "Big", "padding": "x".repeat(256 * 1024)});
    ana.post("/api/chat-rooms/", body).await.with_status(413);
    assert_eq!(ana.walks("/api/chat-rooms/").await, [before]);
    let body = json!({"chat_room_id": room.id, "content": "Hello", "padding": "x".repeat(250 * 1024)});
    ana.post("/api/messages/", body).await.created();
}

#[tokio::test]
async fn who_calls_is_asked_before_what_they_want() {
    let app = App::start().await;
    let anon = app.anon();
    anon.sends_raw(Method::POST, "/api/chat-rooms/", "application/json", "{").await.is_not_authenticated();
    anon.post("/api/messages/", json!({})).await.is_not_authenticated();
    anon.get("/api/chat-rooms/x/").await.is_not_authenticated();
    let ana = app.customer("ana").await;
    ana.sends_raw(Method::POST, "/api/admin-agents/", "application/json", "{").await.is_forbidden();
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let app = App::start().await;
    let anon = app.anon();
    let mut ids = HashSet::new();
    for path in ["/api/health/", "/api/users/me/", "/api/nothing/", "/api/auth/login/", "/"] {
        let answer = anon.get(path).await;
        let id = answer.header("x-request-id").to_owned();
        assert!(!id.is_empty(), "{path}");
        assert!(ids.insert(id), "{path}");
    }
}
