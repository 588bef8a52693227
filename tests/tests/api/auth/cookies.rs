//! The session cookie, and the CSRF token that goes with it.

use reqwest::Method;
use serde_json::json;
use tests::{Actor, Answer, App, PASSWORD};

/// Signs somebody in with a browser.
async fn sign_in(browser: &Actor, who: &Actor) -> Answer {
    browser.post("/api/auth/login/", json!({"username": who.username, "password": PASSWORD})).await
}

/// Signs somebody in with a browser; gives the value of its CSRF cookie.
async fn csrf_token(browser: &Actor, who: &Actor) -> String {
    let login = sign_in(browser, who).await;
    let cookies: Vec<_> = login.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let csrf = cookies.iter().find_map(|cookie| cookie.strip_prefix("csrftoken="));
    csrf.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned()
}

async fn opens_room(browser: &Actor, csrf: &str) -> Answer {
    let request = browser.request(Method::POST, "/api/chat-rooms/").json(&json!({"subject": "Help"}));
    browser.sends(if csrf.is_empty() { request } else { request.header("X-CSRFToken", csrf) }).await
}

#[tokio::test]
async fn a_browser_is_signed_in_by_a_cookie_that_scripts_can_not_read() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    let login = sign_in(&browser, &ana).await;
    let session = login.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let session: Vec<_> = session.filter(|cookie| !cookie.starts_with("csrftoken=")).collect();
    assert!(session.iter().all(|cookie| cookie.contains("HttpOnly") && cookie.contains("SameSite=")), "{session:?}");
    assert_eq!(browser.get("/api/users/me/").await.ok()["user"]["username"], ana.username);
}

#[tokio::test]
async fn writing_by_cookie_needs_the_right_csrf_token() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    let csrf = csrf_token(&browser, &ana).await;
    assert_eq!(csrf.len(), 32);
    for wrong in ["", "0", &"0".repeat(32)] {
        let answer = opens_room(&browser, wrong).await.with_status(403);
        let detail = answer["detail"].as_str().unwrap_or_default();
        assert!(detail.starts_with("CSRF Failed: "), "{detail}");
    }
    opens_room(&browser, &csrf).await.created();
}

#[tokio::test]
async fn a_csrf_token_counts_only_in_its_own_session() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (one, other) = (app.browser(), app.browser());
    let csrf = csrf_token(&one, &ana).await;
    csrf_token(&other, &ana).await;
    opens_room(&other, &csrf).await.with_status(403);
}

#[tokio::test]
async fn a_token_needs_no_csrf_token_even_beside_a_cookie() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    csrf_token(&browser, &ana).await;
    opens_room(&browser.with_token(&ana.token), "").await.created();
}

#[tokio::test]
async fn logging_out_by_cookie_ends_it() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    let csrf = csrf_token(&browser, &ana).await;
    browser.post_empty("/api/auth/logout/").await.with_status(403);
    let request = browser.request(Method::POST, "/api/auth/logout/").header("X-CSRFToken", csrf);
    browser.sends(request).await.ok();
    browser.get("/api/users/me/").await.is_not_authenticated();
}

#[tokio::test]
async fn a_stolen_cookie_is_worth_nothing_after_the_logout() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    let login = sign_in(&browser, &ana).await;
    let cookies: Vec<_> = login.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let stolen: Vec<_> = cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
    app.anon().signed_in(login.json.clone()).post_empty("/api/auth/logout/").await.ok();
    let request = app.anon().request(Method::GET, "/api/users/me/").header("cookie", stolen.join("; "));
    assert_eq!(app.anon().sends(request).await.status, 401);
}

#[tokio::test]
async fn signing_in_again_needs_no_csrf_token() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let browser = app.browser();
    csrf_token(&browser, &ana).await;
    sign_in(&browser, &ana).await.ok();
}
