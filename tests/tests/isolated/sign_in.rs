//! Limits on guessing passwords and on hashing many at once, which tests on a shared system have lifted.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use shared::config::{DeskSettings, Limits, TrustedProxies, WebSettings};
use tests::{Answer, App, PASSWORD};

const LOGIN: &str = "/api/auth/login/";

/// With the limits that apply where nothing is set, and each client's address as it says.
async fn app() -> App {
    let desk =
        DeskSettings { limits: Limits { registrations_per_ip: 0, ..Limits::default() }, ..DeskSettings::default() };
    let web = WebSettings { trusted_proxies: TrustedProxies::Count(1), ..WebSettings::default() };
    App::with(local::Options { desk, web, ..local::Options::default() }).await
}

async fn guess(app: &App, name: &str, password: &str, address: &str) -> Answer {
    let body = json!({"username": name, "password": password});
    let request = app.anon().request(Method::POST, LOGIN).json(&body).header("x-forwarded-for", address);
    app.anon().sends(request).await
}

#[track_caller]
fn has_to_wait(answer: Answer) {
    let seconds = answer.header("retry-after").to_owned();
    assert!(seconds.parse().is_ok_and(|seconds: u64| (1..=900).contains(&seconds)), "{seconds}");
    answer.is_error(429, &format!("Request was throttled. Expected available in {seconds} seconds."));
}

#[tokio::test]
async fn who_guesses_a_password_has_to_wait_and_keeps_nobody_else_out() {
    let app = app().await;
    let ana = app.customer("ana").await;
    for _ in 0..10 {
        guess(&app, &ana.username, "wrong horse 1", "192.0.2.1").await.with_status(400);
    }
    has_to_wait(guess(&app, &ana.username.to_uppercase(), "wrong horse 1", "192.0.2.1").await);
    has_to_wait(guess(&app, &ana.username, PASSWORD, "192.0.2.1").await);
    guess(&app, &ana.username, PASSWORD, "192.0.2.2").await.ok();
    guess(&app, &app.username("bea"), "wrong horse 1", "192.0.2.1").await.with_status(400);
}

#[tokio::test]
async fn guesses_from_one_address_count_together_whatever_the_names() {
    let app = app().await;
    for i in 0..50 {
        guess(&app, &format!("nobody{i}"), "wrong horse 1", "192.0.2.1").await.with_status(400);
    }
    has_to_wait(guess(&app, "nobody50", "wrong horse 1", "192.0.2.1").await);
    guess(&app, "nobody50", "wrong horse 1", "192.0.2.2").await.with_status(400);
}

#[tokio::test]
async fn a_network_of_ipv6_counts_as_one_address() {
    let app = app().await;
    for i in 0..10 {
        guess(&app, "nobody", "wrong horse 1", &format!("2001:db8:1:2::{i}")).await.with_status(400);
    }
    has_to_wait(guess(&app, "nobody", "wrong horse 1", "2001:db8:1:2:ffff::1").await);
    guess(&app, "nobody", "wrong horse 1", "2001:db8:1:3::1").await.with_status(400);
}

/// Keys of counts never tell a number from a name, so they tell nobody who exists.
#[tokio::test]
async fn names_that_are_numbers_lock_nobody_out() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let id = ana.user_id.to_string();
    for _ in 0..10 {
        guess(&app, &id, "wrong horse 1", "192.0.2.1").await.with_status(400);
    }
    guess(&app, &ana.username, PASSWORD, "192.0.2.1").await.ok();
}

#[tokio::test]
async fn good_sign_ins_count_for_nothing() {
    let app = app().await;
    let ana = app.customer("ana").await;
    for _ in 0..12 {
        guess(&app, &ana.email, PASSWORD, "192.0.2.1").await.ok();
    }
}

#[tokio::test]
async fn a_password_change_is_a_guess_too() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let change = json!({"old_password": "wrong horse 1", "new_password": "another horse 2"});
    for _ in 0..10 {
        ana.post("/api/auth/password/change/", change.clone()).await.with_status(400);
    }
    has_to_wait(ana.post("/api/auth/password/change/", change).await);
}

#[tokio::test]
async fn guessing_at_once_gives_no_more_guesses_than_one_after_the_other() {
    let app = app().await;
    let answers = join_all((0..24).map(|_| guess(&app, "nobody", "wrong horse 1", "192.0.2.1"))).await;
    let guesses = answers.iter().filter(|answer| answer.status == 400).count();
    assert_eq!(guesses, 10);
}

#[tokio::test]
async fn too_many_sign_ins_at_once_are_told_to_come_back_and_the_rest_goes_on() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let body = json!({"username": ana.username, "password": PASSWORD});
    let sign_ins = join_all((0..60).map(|_| async { app.anon().post(LOGIN, body.clone()).await }));
    let (answers, me) = tokio::join!(sign_ins, ana.get("/api/users/me/"));
    me.ok();
    let (good, busy): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert!(!good.is_empty() && !busy.is_empty(), "{} {}", good.len(), busy.len());
    for answer in busy {
        assert_eq!(
            (answer.status, answer.header("retry-after"), &answer.json["code"]),
            (503, "1", &json!("unavailable"))
        );
    }
    assert_ne!(app.anon().post(LOGIN, body).await.ok()["token"], Value::Null);
}
