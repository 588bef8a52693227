//! `POST /api/auth/login/`

use serde_json::json;
use tests::{
    App, PASSWORD,
    shapes::{AGENT, AGENT_USER, USER, assert_has},
};

const LOGIN: &str = "/api/auth/login/";

#[tokio::test]
async fn a_customer_signs_in_by_name_or_address() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for name in [&ana.username, &ana.email, &ana.email.to_uppercase()] {
        let answer = app.anon().post(LOGIN, json!({"username": name, "password": PASSWORD})).await.ok();
        assert_has(&answer, &["token", "refresh", "user", "agent"]);
        assert_has(&answer["user"], USER);
        assert_eq!(answer["user"]["username"], ana.username);
        assert!(answer["agent"].is_null());
        assert!(app.anon().signed_in(answer).is_signed_in().await);
    }
}

#[tokio::test]
async fn an_agent_learns_which_agent_they_are() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let answer = app.anon().post_form(LOGIN, &[("username", &ben.username), ("password", PASSWORD)]).await.ok();
    assert_has(&answer["agent"], AGENT);
    assert_has(&answer["agent"]["user"], AGENT_USER);
    assert_eq!(answer["user"]["role"], "agent");
    assert_eq!(answer["agent"]["id"], ben.agent_id);
}

#[tokio::test]
async fn an_admin_is_a_superuser() {
    let app = App::start().await;
    let answer = app.anon().post(LOGIN, json!({"username": "admin", "password": PASSWORD})).await.ok();
    assert_eq!(answer["user"]["is_superuser"], true);
    assert_eq!(answer["user"]["role"], "admin");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let refusal = json!({"non_field_errors": ["Unable to log in with provided credentials."]});
    for name in [ana.username, app.username("nobody")] {
        let answer = app.anon().post(LOGIN, json!({"username": name, "password": "wrong horse 1"})).await;
        assert_eq!(answer.header("set-cookie"), "");
        answer.is_invalid(refusal.clone());
    }
}

#[tokio::test]
async fn name_and_password_are_required() {
    let app = App::start().await;
    let required = ["This field is required."];
    let anon = app.anon();
    anon.post(LOGIN, json!({})).await.is_invalid(json!({"username": required, "password": required}));
    let blank = ["This field may not be blank."];
    let body = json!({"username": "", "password": ""});
    anon.post(LOGIN, body).await.is_invalid(json!({"username": blank, "password": blank}));
}

#[tokio::test]
async fn a_token_counts_under_both_of_its_schemes() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for scheme in ["Token", "Bearer", "token", "bearer"] {
        let request = app.anon().request(reqwest::Method::GET, "/api/users/me/");
        let answer = app.anon().sends(request.header("authorization", format!("{scheme} {}", ana.token))).await;
        assert_eq!(answer.ok()["user"]["username"], ana.username);
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused_with_the_reason() {
    let app = App::start().await;
    let me = "/api/users/me/";
    app.anon().get(me).await.is_not_authenticated();
    app.anon().with_token("nonsense").get(me).await.is_invalid_token();
    app.anon()
        .with_token("two words")
        .get(me)
        .await
        .is_error(401, "Invalid token header. Token string should not contain spaces.");
    let ana = app.customer("ana").await;
    ana.with_token(&ana.refresh).get(me).await.is_invalid_token();
}

#[tokio::test]
async fn a_token_with_another_signature_is_refused() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let other = App::own().await;
    let twin = other.customer("ana").await;
    ana.with_token(&twin.token).get("/api/users/me/").await.is_invalid_token();
    let unsigned = ana.token.rsplit_once('.').map(|(signed, _)| format!("{signed}.")).unwrap_or_default();
    ana.with_token(&unsigned).get("/api/users/me/").await.is_invalid_token();
}
