//! `POST /api/token/` and `POST /api/token/refresh/`

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
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
    let body = json!({"username": app.username("nobody"), "password": "whatever it is"});
    let detail = "No active account found with the given credentials";
    app.anon().post("/api/token/", body).await.is_coded_error(401, "no_active_account", detail);
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
    let third = refresh(&app, &second["refresh"]).await.ok();
    assert_not_valid(refresh(&app, &first["refresh"]).await);
    assert_not_valid(refresh(&app, &third["refresh"]).await);
    ana.get("/api/users/me/").await.is_invalid_token();
    socket.closed().await;
}

/// Two tabs refresh at once, or an answer gets lost.
#[tokio::test]
async fn the_token_just_replaced_gives_a_pair_of_the_same_session() {
    let app = App::start().await;
    let (first, _) = pair(&app).await;
    for _ in 0..3 {
        let next = refresh(&app, &first["refresh"]).await.ok();
        let ana = app.anon().with_token(next["access"].as_str().unwrap_or_default());
        assert!(ana.is_signed_in().await);
        assert_ne!(next["refresh"], first["refresh"]);
    }
}

#[tokio::test]
async fn a_token_says_what_clients_look_for() {
    let app = App::start().await;
    let (pair, ana) = pair(&app).await;
    let me = ana.get("/api/users/me/").await.ok();
    for (name, kind) in [("access", "access"), ("refresh", "refresh")] {
        let claims = pair[name].as_str().and_then(|token| token.split('.').nth(1)).unwrap_or_default();
        let claims = URL_SAFE_NO_PAD.decode(claims);
        let claims: Value = serde_json::from_slice(&claims.unwrap_or_default()).unwrap_or_default();
        assert_eq!((&claims["user_id"], &claims["token_type"]), (&me["id"], &json!(kind)));
        let lifetime = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
        assert!(lifetime.is_some_and(|seconds| seconds > 0), "{claims}");
        assert!(claims["jti"].is_string(), "{claims}");
    }
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
