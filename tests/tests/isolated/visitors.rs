//! Visitors, as far as it takes settings of their own.

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use shared::config::{DeskSettings, Limits, SecretKey};
use tests::{Answer, App};

const SECRET: &str = "a secret that the site and the chat share";

async fn app(desk: DeskSettings) -> App {
    App::with(local::Options { desk, ..local::Options::default() }).await
}

async fn chats(app: &App, message: &str, identity: Option<&str>) -> Answer {
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": message})).await.ok();
    let body = json!({"session_id": started["session_id"], "full_name": "Vera", "identity": identity});
    anon.post("/api/chat/complete_chat/", body).await
}

fn word_for(subject: &str, exp: i64, secret: &str) -> String {
    let claims = json!({"sub": subject, "name": "Vera Verified", "email": "vera@example.com", "exp": exp});
    let word = jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes()));
    word.unwrap_or_else(|error| panic!("{error}"))
}

fn later() -> i64 {
    shared::time::Timestamp::now().unix() + 600
}

async fn with_identity() -> App {
    let identity_secret = SecretKey::new(SECRET.to_owned()).ok();
    app(DeskSettings { identity_secret, ..DeskSettings::default() }).await
}

#[tokio::test]
async fn an_address_completes_so_many_chats_and_no_more() {
    let app =
        app(DeskSettings { limits: Limits { visitor_chats_per_ip: 2, ..Limits::none() }, ..DeskSettings::default() })
            .await;
    chats(&app, "1", None).await.created();
    chats(&app, "2", None).await.created();
    let refused = chats(&app, "3", None).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
}

#[tokio::test]
async fn whom_the_site_vouches_for_is_one_person_on_all_devices() {
    let app = with_identity().await;
    let word = word_for("42", later(), SECRET);
    let here = chats(&app, "From here", Some(&word)).await.created();
    assert_eq!(here["user_data"]["full_name"], "Vera Verified");
    let there = chats(&app, "From there", Some(&word)).await.created();
    assert_eq!(
        (&there["chat_room_id"], &there["user_data"]["user_id"]),
        (&here["chat_room_id"], &here["user_data"]["user_id"])
    );
    let status =
        format!("/api/chat/get_chat_status/?chat_room_id={}", here["chat_room_id"].as_str().unwrap_or_default());
    for device in [&here, &there] {
        let vera = app.anon().with_token(device["token"].as_str().unwrap_or_default());
        let said = tests::shapes::pluck(&vera.get(&status).await.ok()["message_history"], "content");
        assert_eq!(said, ["From here", "From there"]);
    }
    let other = chats(&app, "Somebody else", Some(&word_for("43", later(), SECRET))).await.created();
    assert_ne!(other["user_data"]["user_id"], here["user_data"]["user_id"]);
}

#[tokio::test]
async fn a_new_room_of_a_person_is_closed_to_the_guest_of_an_earlier_one() {
    let app = with_identity().await;
    let word = word_for("42", later(), SECRET);
    let first = chats(&app, "First", Some(&word)).await.created();
    let room = |chat: &Value| tests::Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() };
    app.admin().await.post_empty(&room(&first).path("close/")).await.ok();
    let second = chats(&app, "Second", Some(&word)).await.created();
    assert_ne!(second["chat_room_id"], first["chat_room_id"]);
    assert_eq!(second["user_data"]["user_id"], first["user_data"]["user_id"]);
    assert_eq!(second["user_data"]["id"], second["chat_room_id"]);
    // Nor does a change by an admin let them out of it.
    let user = format!("/api/users/{}/", first["user_data"]["user_id"]);
    app.admin().await.patch(&user, json!({"is_active": true})).await.ok();
    let guest_of_first = app.anon().with_token(first["token"].as_str().unwrap_or_default());
    guest_of_first.get(&room(&second).path("")).await.is_not_found();
    let mut socket = guest_of_first.connect().await;
    app.admin().await.says(&room(&second), "For the second room only").await;
    assert!(socket.arrived_in(&room(&second)).await.is_empty());
}

#[tokio::test]
async fn a_word_that_does_not_hold_is_refused_and_a_claim_merges_nobody() {
    let app = with_identity().await;
    let person = chats(&app, "I am Vera", Some(&word_for("42", later(), SECRET))).await.created();
    let wrong = json!({"identity": ["The identity token is not valid."]});
    let forged = word_for("42", later(), "another secret, which is as long as ours");
    for word in [forged.as_str(), "x"] {
        chats(&app, "I am Vera too", Some(word)).await.is_invalid(wrong.clone());
    }
    let expired = json!({"identity": ["The identity token is not valid: it has expired."]});
    chats(&app, "I am Vera too", Some(&word_for("42", later() - 1200, SECRET))).await.is_invalid(expired);
    let claims = chats(&app, "Vera, honestly", None).await.created();
    assert_ne!(claims["user_data"]["user_id"], person["user_data"]["user_id"]);
    let without = self::app(DeskSettings::default()).await;
    chats(&without, "Hello", Some(&word_for("42", later(), SECRET))).await.is_invalid(wrong);
}

#[tokio::test]
async fn a_person_who_was_deactivated_begins_no_chat_until_they_are_active_again() {
    let app = with_identity().await;
    let word = word_for("42", later(), SECRET);
    let chat = chats(&app, "Hello", Some(&word)).await.created();
    let path = format!("/api/users/{}/", chat["user_data"]["user_id"]);
    app.admin().await.patch(&path, json!({"is_active": false})).await.ok();
    let inactive = json!({"identity": ["User inactive or deleted."]});
    chats(&app, "Hello again", Some(&word)).await.is_invalid(inactive);
    app.admin().await.patch(&path, json!({"is_active": true})).await.ok();
    let again = chats(&app, "Hello once more", Some(&word)).await.created();
    assert_eq!(again["user_data"]["user_id"], chat["user_data"]["user_id"]);
}
