//! The captcha that visitors must solve where a provider is set, with a stand-in for the provider.

use std::net::IpAddr;

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::config::{CaptchaSettings, DeskSettings};
use tests::{Answer, App, Stub};
use tokio::net::{TcpListener, TcpSocket};

const SECRET: &str = "what the provider knows us by";

/// Sets what the provider says of a token.
fn says(provider: &Stub, verdict: impl ToString) {
    provider.answers(StatusCode::OK, verdict);
}

async fn app(verify_url: &str) -> App {
    let secret = Some(SECRET.to_owned());
    let captcha = CaptchaSettings::new(Some(verify_url.to_owned()), secret, CaptchaSettings::MIN_SCORE);
    let desk = DeskSettings { captcha: captcha.expect("good settings"), ..DeskSettings::default() };
    App::with(local::Options { desk, ..local::Options::default() }).await
}

async fn starts(app: &App) -> Value {
    app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello?"})).await.ok()["session_id"].clone()
}

async fn completes(app: &App, session_id: &Value, token: Value) -> Answer {
    app.anon().post("/api/chat/complete_chat/", json!({"session_id": session_id, "captcha_token": token})).await
}

#[tokio::test]
async fn a_good_token_lets_a_visitor_in() {
    let mut provider = Stub::start().await;
    let app = app(&provider.url).await;
    for good in [json!({"success": true}), json!({"success": true, "score": 0.5, "hostname": "example.com"})] {
        says(&provider, good);
        completes(&app, &starts(&app).await, json!("a token")).await.created();
    }
    let body = json!({"session_id": starts(&app).await, "recaptcha_token": "by its other name"});
    app.anon().post("/api/chat/complete_chat/", body).await.created();
    assert_eq!(provider.requests()[2].form()["response"], "by its other name");
}

#[tokio::test]
async fn the_provider_is_told_our_secret_and_where_the_visitor_is() {
    let mut provider = Stub::start().await;
    let app = app(&provider.url).await;
    says(&provider, json!({"success": true}));
    completes(&app, &starts(&app).await, json!("a token & more")).await.created();
    let mut form = provider.next().await.form();
    let address = form.remove("remoteip").unwrap_or_default();
    assert!(address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()), "{address}");
    let rest = [("response", "a token & more"), ("secret", SECRET)];
    assert_eq!(form, rest.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn a_bad_token_is_refused_and_the_next_may_be_better() {
    let provider = Stub::start().await;
    let app = app(&provider.url).await;
    let session_id = starts(&app).await;
    let bad = [
        json!({"success": false, "error-codes": ["timeout-or-duplicate"]}),
        json!({"success": false}),
        json!({"success": true, "score": 0.4}),
    ];
    for answer in bad {
        says(&provider, answer);
        let refusal = json!({"captcha_token": ["We couldn't verify that you're human. Please try again."]});
        completes(&app, &session_id, json!("a token")).await.is_invalid(refusal);
    }
    says(&provider, json!({"success": true, "score": 0.9}));
    completes(&app, &session_id, json!("another token")).await.created();
}

#[tokio::test]
async fn without_a_token_nobody_is_asked() {
    let mut provider = Stub::start().await;
    let app = app(&provider.url).await;
    let session_id = starts(&app).await;
    let required = json!({"captcha_token": ["This field is required."]});
    for none in [json!(null), json!(""), json!(" ")] {
        completes(&app, &session_id, none).await.is_invalid(required.clone());
    }
    let body = json!({"session_id": session_id});
    app.anon().post("/api/chat/complete_chat/", body).await.is_invalid(required);
    assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn a_completed_chat_is_answered_again_without_asking() {
    let mut provider = Stub::start().await;
    let app = app(&provider.url).await;
    let session_id = starts(&app).await;
    says(&provider, json!({"success": true}));
    let first = completes(&app, &session_id, json!("a token")).await.created();
    says(&provider, json!({"success": false, "error-codes": ["timeout-or-duplicate"]}));
    for token in [json!("a token"), json!(null)] {
        let again = completes(&app, &session_id, token).await.created();
        assert_eq!(again["chat_room_id"], first["chat_room_id"]);
    }
    assert_eq!(provider.requests().len(), 1);
}

/// The 503 that tells nothing of the provider.
fn is_unavailable(answer: Answer) {
    assert_eq!(answer.header("retry-after"), "1");
    answer.is_error(503, "Service temporarily unavailable, try again later.");
}

#[tokio::test]
async fn a_provider_that_makes_no_sense_lets_nobody_in() {
    let provider = Stub::start().await;
    let app = app(&provider.url).await;
    let session_id = starts(&app).await;
    let nonsense = ["", "<html>", "{}", r#"{"success": "perhaps"}"#];
    // Nor is it the visitor's fault when the provider doesn't know us.
    let not_theirs = [r#"{"success": false, "error-codes": ["invalid-input-secret"]}"#];
    for answer in nonsense.into_iter().chain(not_theirs) {
        says(&provider, answer);
        is_unavailable(completes(&app, &session_id, json!("a token")).await);
    }
    says(&provider, json!({"success": true}));
    completes(&app, &session_id, json!("a token")).await.created();
}

#[tokio::test]
async fn a_provider_that_is_not_there_lets_nobody_in() {
    // Bound, so that nobody else takes the port, and not listening.
    let nobody = TcpSocket::new_v4().expect("a socket");
    nobody.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let app = app(&format!("http://{}/", nobody.local_addr().expect("an address"))).await;
    is_unavailable(completes(&app, &starts(&app).await, json!("a token")).await);
}

#[tokio::test]
async fn a_provider_that_takes_too_long_lets_nobody_in() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let app = app(&format!("http://{}/", silent.local_addr().expect("an address"))).await;
    is_unavailable(completes(&app, &starts(&app).await, json!("a token")).await);
}
