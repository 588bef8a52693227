//! `POST /api/auth/password/change/`

use serde_json::json;
use tests::{App, PASSWORD};

const CHANGE: &str = "/api/auth/password/change/";

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let app = App::start().await;
    let here = app.customer("ana").await;
    let there = app.login(&here.username).await;
    let (mut kept, mut ended) = (here.connect().await, there.connect().await);
    here.post(CHANGE, json!({"old_password": PASSWORD, "new_password": "another horse 2"})).await.ok();
    assert!(here.is_signed_in().await);
    there.get("/api/users/me/").await.is_invalid_token();
    let refresh = app.anon().post("/api/token/refresh/", json!({"refresh": there.refresh})).await;
    assert_eq!(refresh.with_status(401)["code"], "token_not_valid");
    ended.closed().await;
    kept.ask(json!({"action": "ping"}), "pong").await;
}

#[tokio::test]
async fn only_the_new_password_signs_in() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let new = "another horse 2";
    ana.post(CHANGE, json!({"old_password": PASSWORD, "new_password": new})).await.ok();
    let login = async |password| {
        app.anon().post("/api/auth/login/", json!({"username": ana.username, "password": password})).await
    };
    login(PASSWORD).await.with_status(400);
    login(new).await.ok();
}

#[tokio::test]
async fn a_password_needs_the_old_one_and_a_good_one() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let wrong = json!({"old_password": "wrong horse 1", "new_password": "another horse 2"});
    let text = "Your old password was entered incorrectly.";
    ana.post(CHANGE, wrong).await.is_invalid(json!({"old_password": [text]}));
    let short = "This password is too short. It must contain at least 8 characters.";
    let body = json!({"new_password": "short"});
    let expected = json!({"old_password": ["This field is required."], "new_password": [short]});
    ana.post(CHANGE, body).await.is_invalid(expected);
    let body = json!({"old_password": PASSWORD, "new_password": ana.username.to_uppercase()});
    let similar = json!({"new_password": ["The password is too similar to the username."]});
    ana.post(CHANGE, body).await.is_invalid(similar);
    app.login(&ana.username).await;
}

#[tokio::test]
async fn nobody_in_particular_has_no_password() {
    let app = App::start().await;
    app.anon().post(CHANGE, json!({})).await.is_not_authenticated();
}
