//! `/api/chat/…`: people without an account.

use serde_json::{Value, json};
use tests::{
    Actor, Answer, App, Room,
    shapes::{MESSAGE, assert_has, assert_time, pluck},
};

const NOBODY: &str = "7d444840-9dc0-41d1-b245-5ffdce74fad2";

async fn starts(app: &App, message: &str) -> Value {
    app.anon().post("/api/chat/start_chat/", json!({"initial_message": message})).await.ok()
}

async fn completes(app: &App, session_id: &Value) -> Answer {
    let body =
        json!({"session_id": session_id, "full_name": "Vera", "email": "vera@example.com", "phone_number": "123"});
    app.anon().post("/api/chat/complete_chat/", body).await
}

/// A visitor in their room.
pub async fn visitor(app: &App) -> (Actor, Room) {
    let started = starts(app, "Hello?").await;
    let completed = completes(app, &started["session_id"]).await.created();
    let token = completed["token"].as_str().unwrap_or_default();
    (app.anon().with_token(token), Room { id: completed["chat_room_id"].as_str().unwrap_or_default().into() })
}

#[tokio::test]
async fn a_visitor_writes_says_who_they_are_and_waits_in_the_queue() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let mut bens = ben.connect().await;
    let started = starts(&app, "Hello?\nIs anybody there?").await;
    insta::assert_json_snapshot!(app.settled(&started), @r#"
    {
      "expires_in": 1800,
      "message": "Please enter your details to continue.",
      "next_step": "complete_profile",
      "session_id": "[uuid]",
      "success": true
    }
    "#);
    let completed = completes(&app, &started["session_id"]).await.created();
    let user = &completed["user_data"];
    assert_eq!((&user["session_id"], &user["chat_room_id"]), (&started["session_id"], &completed["chat_room_id"]));
    insta::assert_json_snapshot!(app.settled(&completed), @r#"
    {
      "chat_room_id": "[uuid]",
      "message": "You are in the queue. An agent will be with you soon.",
      "success": true,
      "token": "[token]",
      "user_data": {
        "chat_room_id": "[uuid]",
        "created_at": "[time]",
        "email": "vera@example.com",
        "full_name": "Vera",
        "id": "[uuid]",
        "is_temporary": true,
        "phone_number": "123",
        "session_id": "[uuid]",
        "user_id": "[id]"
      },
      "user_name": "Vera"
    }
    "#);
    let room = Room { id: completed["chat_room_id"].as_str().unwrap_or_default().into() };
    let created = bens.expect_in(&room, "room.created").await;
    assert_eq!((&created["data"]["status"], &created["data"]["subject"]), (&json!("waiting"), &json!("Hello?")));
    assert_eq!(created["data"]["chat_user_info"]["is_temporary"], true);
    let first = &ben.reads_all(&room).await[0];
    assert_eq!(first["content"], "Hello?\nIs anybody there?");
    assert_eq!((&first["sender_type"], &first["sender_info"]["type"]), (&json!("user"), &json!("guest")));
}

#[tokio::test]
async fn visitor_and_agent_talk() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let (vera, room) = visitor(&app).await;
    let (mut veras, mut bens) = (vera.connect().await, ben.connect().await);
    ben.post_empty(&room.path("take_chat/")).await.ok();
    let body = json!({"chat_room_id": room.id, "content": "By HTTP", "client_message_id": "1"});
    let sent = vera.post("/api/chat/send_message/", body.clone()).await.created();
    assert_has(&sent, MESSAGE);
    assert_eq!(vera.post("/api/chat/send_message/", body).await.ok()["id"], sent["id"]);
    veras
        .send(json!({"action": "message", "room_id": room.id, "content": "By socket", "client_message_id": "2"}))
        .await;
    veras.expect("ack").await;
    ben.says(&room, "Hi Vera").await;
    for content in ["By HTTP", "By socket", "Hi Vera"] {
        loop {
            let event = bens.expect_in(&room, "message.created").await;
            if event["data"]["content"] == content {
                break;
            }
        }
    }
    let status = vera.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", room.id)).await.ok();
    assert_eq!(
        (&status["status"], &status["agent_assigned"], &status["agent_name"]),
        (&json!("active"), &json!(true), &json!("Ben Agent"))
    );
    assert_eq!(status["unread_messages"], 1);
    let said = pluck(&status["message_history"], "content");
    assert_eq!(said, ["Hello?", "Ben Agent joined the chat.", "By HTTP", "By socket", "Hi Vera"]);
    vera.marks_read(&status["message_history"][4]).await.ok();
    ben.post_empty(&room.path("resolve/")).await.ok();
    assert_eq!(vera.post(&room.path("rate/"), json!({"rating": 5})).await.ok()["rating"], 5);
    assert!(vera.get(&room.path("transcript/")).await.text.contains("Vera: By HTTP"));
}

#[tokio::test]
async fn completing_again_gives_the_same_room() {
    let app = App::start().await;
    let started = starts(&app, "Hello?").await;
    let (one, other) = tokio::join!(completes(&app, &started["session_id"]), completes(&app, &started["session_id"]));
    let (one, other) = (one.created(), other.created());
    let third = completes(&app, &started["session_id"]).await.created();
    for again in [&other, &third] {
        assert_eq!(
            (&again["chat_room_id"], &again["user_data"]["id"]),
            (&one["chat_room_id"], &one["user_data"]["id"])
        );
        let vera = app.anon().with_token(again["token"].as_str().unwrap_or_default());
        vera.get(&format!(
            "/api/chat/get_chat_status/?chat_room_id={}",
            one["chat_room_id"].as_str().unwrap_or_default()
        ))
        .await
        .ok();
    }
}

#[tokio::test]
async fn a_started_chat_is_valid_until_it_is_completed() {
    let app = App::start().await;
    let started = starts(&app, "Hello?").await;
    let anon = app.anon();
    let validate = async |id: &Value| anon.post("/api/chat/validate_session/", json!({"session_id": id})).await.ok();
    let valid = validate(&started["session_id"]).await;
    assert_eq!((&valid["valid"], &valid["has_message"]), (&json!(true), &json!(true)));
    assert_time(&valid["created_at"]);
    completes(&app, &started["session_id"]).await.created();
    for id in [&started["session_id"], &json!(NOBODY)] {
        let invalid = validate(id).await;
        assert_eq!(invalid["valid"], false);
        assert!(invalid["message"].is_string());
    }
    let refused = completes(&app, &json!(NOBODY)).await.with_status(400);
    assert_eq!(refused["error"], "Session expired");
    assert!(refused["detail"].is_string());
}

#[tokio::test]
async fn a_visitor_reaches_their_own_room_and_nothing_else() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (vera, room) = visitor(&app).await;
    let (_, other) = visitor(&app).await;
    let anas = ana.opens("Help").await;
    for foreign in [&other, &anas] {
        vera.get(&foreign.path("")).await.is_not_found();
        vera.get(&foreign.path("messages/")).await.is_not_found();
        vera.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", foreign.id)).await.is_not_found();
        let body = json!({"chat_room_id": foreign.id, "content": "x"});
        vera.post("/api/chat/send_message/", body).await.is_not_found();
    }
    vera.get(&room.path("")).await.ok();
    for path in ["/api/chat-rooms/", "/api/users/me/", "/api/agents/", "/api/notifications/", "/api/messages/"] {
        vera.get(path).await.is_forbidden();
    }
    vera.post("/api/chat-rooms/", json!({"subject": "x"})).await.is_forbidden();
    vera.get(&room.path("notes/")).await.is_forbidden();
    ana.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", anas.id)).await.is_forbidden();
    app.anon().get(&format!("/api/chat/get_chat_status/?chat_room_id={}", room.id)).await.is_not_authenticated();
}

#[tokio::test]
async fn what_a_visitor_says_must_make_sense() {
    let app = App::start().await;
    let anon = app.anon();
    anon.post("/api/chat/start_chat/", json!({}))
        .await
        .is_invalid(json!({"initial_message": ["This field is required."]}));
    let blank = json!({"initial_message": ["This field may not be blank."]});
    anon.post("/api/chat/start_chat/", json!({"initial_message": " "})).await.is_invalid(blank);
    let body = json!({"session_id": "x", "email": "y"});
    let invalid = json!({"session_id": ["Must be a valid UUID."], "email": ["Enter a valid email address."]});
    anon.post("/api/chat/complete_chat/", body).await.is_invalid(invalid);
}

#[tokio::test]
async fn a_visitor_says_later_who_they_are_and_staff_see_it() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let started = starts(&app, "Hello?").await;
    let nameless = json!({"session_id": started["session_id"]});
    let completed = app.anon().post("/api/chat/complete_chat/", nameless).await.created();
    let vera = app.anon().with_token(completed["token"].as_str().unwrap_or_default());
    let room = Room { id: completed["chat_room_id"].as_str().unwrap_or_default().into() };
    let (mut veras, mut bens) = (vera.connect().await, ben.connect().await);
    let name = app.username("Valerie");
    let contact = json!({"full_name": name, "email": "v@example.com", "phone_number": ""});
    vera.patch("/api/chat/contact/", contact).await.ok();
    assert_eq!(bens.expect_in(&room, "room.updated").await["data"]["change"], "edited");
    vera.patch("/api/chat/contact/", json!({"full_name": null, "phone_number": "123"})).await.ok();
    let found = ben.get(&format!("/api/chat-rooms/?search={name}")).await.ok();
    let info = &found["results"][0]["chat_user_info"];
    assert_eq!(found["results"][0]["id"], room.id.as_str());
    assert_eq!(
        (&info["full_name"], &info["email"], &info["phone_number"]),
        (&json!(name), &json!("v@example.com"), &json!("123"))
    );
    veras.send(json!({"action": "message", "room_id": room.id, "content": "Me", "client_message_id": "1"})).await;
    assert_eq!(veras.expect("ack").await["data"]["message"]["sender_info"]["name"], name);
}

#[tokio::test]
async fn contact_data_is_held_to_the_rules_of_the_form_and_to_a_number_of_edits() {
    let app = App::start().await;
    let (vera, room) = visitor(&app).await;
    let edit = async |body: Value| vera.patch("/api/chat/contact/", body).await;
    edit(json!({"email": "nowhere"})).await.is_invalid(json!({"email": ["Enter a valid email address."]}));
    let ana = app.customer("ana").await;
    let taken = ana.get("/api/users/me/").await.ok()["email"].clone();
    edit(json!({"email": taken})).await.ok();
    assert_eq!(vera.get(&room.path("")).await.ok()["chat_user_info"]["is_temporary"], true);
    assert_eq!(ana.get("/api/users/me/").await.ok()["email"], taken);
    for _ in 1..10 {
        edit(json!({"full_name": "Vera"})).await.ok();
    }
    edit(json!({"full_name": "Vera"})).await.with_status(429);
}
