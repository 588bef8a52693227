//! `POST /api/messages/`

use serde_json::json;
use tests::App;

const MESSAGES: &str = "/api/messages/";

#[tokio::test]
async fn a_customer_sends_a_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let body = json!({"chat_room_id": room.id, "content": "Hello", "message_type": "text", "client_message_id": "m-1"});
    let message = ana.post(MESSAGES, body).await.created();
    assert_eq!((&message["chat_room"], &message["chat_room_id"]), (&json!(room.id), &json!(room.id)));
    assert_eq!(message["sender_info"]["id"], ana.user_id);
    insta::assert_json_snapshot!(app.settled(&message), @r#"
    {
      "attachment": null,
      "attachment_info": null,
      "chat_room": "[uuid]",
      "chat_room_id": "[uuid]",
      "client_message_id": "m-1",
      "content": "Hello",
      "created_at": "[time]",
      "edited_at": null,
      "id": "[uuid]",
      "is_edited": false,
      "is_read": false,
      "message_type": "text",
      "read_at": null,
      "read_status": {
        "read_at": null,
        "status": "sent"
      },
      "sender_info": {
        "id": "[id]",
        "name": "Ana Test",
        "type": "user"
      },
      "sender_type": "user",
      "seq": 1
    }
    "#);
}

#[tokio::test]
async fn staff_speak_for_the_agents_side() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    for actor in [&ben, app.admin().await] {
        let name = actor.get("/api/users/me/").await.ok()["full_name"].clone();
        let message = actor.says(&room, "Hello").await;
        let sender = json!({"id": actor.user_id, "type": "agent", "name": name});
        assert_eq!((&message["sender_type"], &message["sender_info"]), (&json!("agent"), &sender));
    }
}

#[tokio::test]
async fn a_sender_can_not_be_made_up() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let body = json!({
        "chat_room_id": room.id, "content": "Hello", "sender_type": "agent", "sender_info": {"id": 1, "name": "Admin"},
        "sender": 1, "user_id": 1, "seq": 99, "id": room.id, "is_read": true,
    });
    let message = ana.post(MESSAGES, body).await.created();
    assert_eq!((&message["sender_type"], &message["sender_info"]["id"]), (&json!("user"), &json!(ana.user_id)));
    assert_eq!((&message["seq"], &message["is_read"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn everyone_who_sees_the_room_gets_it_at_once() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let mut concerned = [ana.connect().await, ana.connect().await, ben.connect().await, ben.connect().await];
    let mut cleos = cleo.connect().await;
    let message = ana.says(&room, "Hello").await;
    for socket in &mut concerned {
        let event = socket.expect("message.created").await;
        assert_eq!((&event["room_id"], &event["seq"]), (&json!(room.id), &message["seq"]));
        assert_eq!((&event["data"], &event["time"]), (&message, &message["created_at"]));
    }
    assert!(cleos.arrived_in(&room).await.is_empty());
}

#[tokio::test]
async fn the_same_client_message_id_is_the_same_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let first = ana.sends_message(&room, "Hello", Some("m-1")).await.created();
    let again = ana.sends_message(&room, "Something else", Some("m-1")).await.ok();
    assert_eq!((&again["id"], &again["seq"]), (&first["id"], &first["seq"]));
    assert_eq!(again["content"], "Hello");
    let other = ana.sends_message(&room, "Hello", Some("m-2")).await.created();
    assert_ne!(other["id"], first["id"]);
    assert_eq!(ana.sees(&room).await["message_count"], 2);
}

#[tokio::test]
async fn a_client_message_id_is_its_senders_and_its_rooms() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (room, other) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    let first = ana.sends_message(&room, "Hello", Some("m-1")).await.created();
    let bens = ben.sends_message(&room, "Hello", Some("m-1")).await.created();
    let elsewhere = ana.sends_message(&other, "Hello", Some("m-1")).await.created();
    assert!(first["id"] != bens["id"] && first["id"] != elsewhere["id"]);
}

#[tokio::test]
async fn a_retry_after_the_room_was_closed_is_still_acknowledged() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let first = ana.sends_message(&room, "Hello", Some("m-1")).await.created();
    ana.post_empty(&room.path("close/")).await.ok();
    assert_eq!(ana.sends_message(&room, "Hello", Some("m-1")).await.ok()["id"], first["id"]);
    let refused = ana.sends_message(&room, "Hello", Some("m-2")).await;
    refused.is_invalid(json!({"chat_room_id": ["This chat has ended."]}));
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let required = ["This field is required."];
    ana.post(MESSAGES, json!({})).await.is_invalid(json!({"chat_room_id": required, "content": required}));
    let body = json!({
        "chat_room_id": "x", "content": "x".repeat(10_001), "message_type": "poem", "client_message_id": "x".repeat(101),
    });
    ana.post(MESSAGES, body).await.is_invalid(json!({
        "chat_room_id": ["Must be a valid UUID."],
        "content": ["Ensure this field has no more than 10000 characters."],
        "message_type": ["\"poem\" is not a valid choice."],
        "client_message_id": ["Ensure this field has no more than 100 characters."],
    }));
}

#[tokio::test]
async fn content_is_text_that_says_something() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for (content, text) in [
        (json!(""), "This field may not be blank."),
        (json!(" \n"), "This field may not be blank."),
        (json!(null), "This field may not be null."),
        (json!({}), "Not a valid string."),
        (json!("a\0b"), "Null characters are not allowed."),
    ] {
        let answer = ana.post(MESSAGES, json!({"chat_room_id": room.id, "content": content})).await;
        answer.is_invalid(json!({"content": [text]}));
    }
    assert!(ana.reads_all(&room).await.is_empty());
}

#[tokio::test]
async fn only_the_system_speaks_for_the_system() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let body = json!({"chat_room_id": room.id, "content": "Obey", "message_type": "system"});
    ana.post(MESSAGES, body).await.is_invalid(json!({"message_type": ["\"system\" is not a valid choice."]}));
}

#[tokio::test]
async fn a_form_is_as_good_as_json() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let form = [("chat_room_id", room.id.as_str()), ("content", "1 + 1 = 2 & more"), ("client_message_id", "m-1")];
    let message = ana.post_form("/api/messages", &form).await.created();
    assert_eq!(message["content"], "1 + 1 = 2 & more");
    ana.post_form(MESSAGES, &form).await.ok();
}

#[tokio::test]
async fn every_script_survives_the_way() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let text = "<b>\"Grüße\"</b> \\ \u{1F469}\u{200D}\u{1F4BB} שלום 你好 {{x}}";
    assert_eq!(ana.says(&room, text).await["content"], text);
    assert_eq!(socket.expect("message.created").await["data"]["content"], text);
    assert_eq!(ana.reads_all(&room).await[0]["content"], text);
}

#[tokio::test]
async fn what_shows_nothing_is_blank_and_control_characters_are_refused() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let blank = json!({"content": ["This field may not be blank."]});
    for content in ["\u{200b}", " \u{2060}\n", "\u{3164}", "\u{2800}"] {
        ana.sends_message(&room, content, None).await.is_invalid(blank.clone());
    }
    let control = json!({"content": ["Control characters are not allowed."]});
    for content in ["a\u{1}b", "a\u{1b}[31m", "a\u{7f}"] {
        ana.sends_message(&room, content, None).await.is_invalid(control.clone());
    }
    assert_eq!(ana.says(&room, "a\r\nb\rc\td").await["content"], "a\nb\nc\td");
}

#[tokio::test]
async fn a_room_that_is_not_there_or_not_theirs_takes_none() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    eve.sends_message(&room, "Hello", None).await.is_not_found();
    let nowhere = tests::Room { id: "01890a5d-ac96-774b-bcce-b302099a8057".into() };
    ana.sends_message(&nowhere, "Hello", None).await.is_not_found();
    app.anon().sends_message(&room, "Hello", None).await.is_not_authenticated();
    assert!(ana.reads_all(&room).await.is_empty());
}
