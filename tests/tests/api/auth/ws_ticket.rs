//! `POST /api/auth/ws-ticket/`

use serde_json::json;
use tests::{App, shapes::assert_has};

#[tokio::test]
async fn a_ticket_says_where_and_how_long() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ticket = ana.post("/api/auth/ws-ticket/", json!({})).await.ok();
    assert_has(&ticket, &["ticket", "expires_in", "url"]);
    assert_eq!(ticket["expires_in"], 60);
    let url = ticket["url"].as_str().unwrap_or_default();
    assert!(url.starts_with("ws") && url.ends_with(&format!("?ticket={}", ticket["ticket"].as_str().unwrap_or("-"))));
    assert!(!url.contains(&ana.token));
}

#[tokio::test]
async fn nobody_in_particular_gets_none() {
    let app = App::start().await;
    app.anon().post("/api/auth/ws-ticket/", json!({})).await.is_not_authenticated();
}
