//! `POST /api/token/` and `POST /api/token/refresh/`

use serde_json::{Value, json};
use tests::{Actor, Answer, App, PASSWORD};

const REFRESH: &str = "/api/token/refresh/";

async fn refresh(app: &App, token: &Value) -> Answer {
    app.anon().post(REFRESH, json!({"refresh": token})).await
}

#[track_caller]
fn assert_not_valid(answer: Answer) {
    assert_eq!(answer.header("www-authenticate"), "Token");
    let answer = answer.with_status(401);
    assert_eq!(answer["code"], "token_not_valid");
    assert_eq!(answer["detail"], "Token is invalid or expired");
}

async fn pair(app: &App) -> (Value, Actor) {
    let ana = app.customer("ana").await;
    let body = json!({"username": ana.username, "password": PASSWORD});
    let pair = app.anon().post("/api/token/", body).await.ok();
    let ana = app.anon().with_token(pair["access"].as_str().unwrap_or_default());
    (pair, ana)
}

#[tokio::test]
async fn a_pair_of_tokens_is_access_and_refresh() {
    let app = App::start().await;
    let (pair, ana) = pair(&app).await;
    tests::shapes::assert_has_only(&pair, &["access", "refresh"]);
    assert!(ana.is_signed_in().await);
}

#[tokio::test]
async fn a_pair_is_not_given_for_a_wrong_password() {
    let app = App::start().await;
    let refusal = json!({"non_field_errors": ["Unable to log in with provided credentials."]});
    let body = json!({"username": app.username("nobody"), "password": "whatever it is"});
    app.anon().post("/api/token/", body).await.is_invalid(refusal);
}

#[tokio::test]
async fn a_refresh_token_rotates() {
    let app = App::start().await;
    let (first, _) = pair(&app).await;
    let second = refresh(&app, &first["refresh"]).await.ok();
    tests::shapes::assert_has_only(&second, &["access", "refresh"]);
    assert_ne!(first["refresh"], second["refresh"]);
    let third = refresh(&app, &second["refresh"]).await.ok();
    let ana = app.anon().with_token(third["access"].as_str().unwrap_or_default());
    assert!(ana.is_signed_in().await);
}

#[tokio::test]
async fn a_reused_refresh_token_revokes_the_session() {
    let app = App::start().await;
    let (first, ana) = pair(&app).await;
    let mut socket = ana.connect().await;
    let second = refresh(&app, &first["refresh"]).await.ok();
    assert_not_valid(refresh(&app, &first["refresh"]).await);
    assert_not_valid(refresh(&app, &second["refresh"]).await);
    ana.get("/api/users/me/").await.is_invalid_token();
    socket.closed().await;
}

#[tokio::test]
async fn what_is_no_refresh_token_refreshes_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    assert_not_valid(refresh(&app, &json!("nonsense")).await);
    assert_not_valid(refresh(&app, &json!(ana.token)).await);
    let required = json!({"refresh": ["This field is required."]});
    app.anon().post(REFRESH, json!({})).await.is_invalid(required);
    assert!(ana.is_signed_in().await);
}
