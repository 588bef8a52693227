//! `POST /api/auth/logout/`

use serde_json::json;
use tests::App;

const LOGOUT: &str = "/api/auth/logout/";

#[tokio::test]
async fn a_token_stops_working_at_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let answer = ana.post(LOGOUT, json!({})).await.ok();
    assert_eq!(answer, json!({"message": "Successfully logged out"}));
    ana.get("/api/users/me/").await.is_invalid_token();
    ana.post(LOGOUT, json!({})).await.is_invalid_token();
}

#[tokio::test]
async fn its_refresh_token_stops_working_too() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    ana.post_empty(LOGOUT).await.ok();
    let answer = app.anon().post("/api/token/refresh/", json!({"refresh": ana.refresh})).await.with_status(401);
    assert_eq!(answer["code"], "token_not_valid");
}

#[tokio::test]
async fn its_sockets_close_and_no_new_one_opens() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut sockets = [ana.connect().await, ana.connect().await];
    let ticket = ana.post("/api/auth/ws-ticket/", json!({})).await.ok();
    ana.post(LOGOUT, json!({})).await.ok();
    for socket in &mut sockets {
        socket.closed().await;
    }
    let by_token = ana.try_connect(&format!("?token={}", ana.token)).await;
    assert_eq!(by_token.err(), Some(401));
    let ticket = ticket["ticket"].as_str().unwrap_or_default();
    assert_eq!(ana.try_connect(&format!("?ticket={ticket}")).await.err(), Some(401));
}

#[tokio::test]
async fn other_sessions_of_the_same_user_go_on() {
    let app = App::start().await;
    let here = app.customer("ana").await;
    let there = app.login(&here.username).await;
    let mut socket = there.connect().await;
    here.post(LOGOUT, json!({})).await.ok();
    assert!(there.is_signed_in().await);
    socket.ask(json!({"action": "ping"}), "pong").await;
}

#[tokio::test]
async fn nobody_in_particular_can_not_log_out() {
    let app = App::start().await;
    app.anon().post(LOGOUT, json!({})).await.is_not_authenticated();
}
