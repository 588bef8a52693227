//! `POST /api/chat-rooms/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_ROOM, MESSAGE, assert_has, assert_time},
};

const ROOMS: &str = "/api/chat-rooms/";

#[tokio::test]
async fn a_customer_opens_a_room() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    app.agent("ben").await.comes_online().await;
    let body = json!({
        "subject": "Technical Support", "description": "It burns", "priority": "high", "tags": ["fire", "help"],
    });
    let room = ana.post(ROOMS, body).await.created();
    assert_eq!(room["id"], room["chat_room_id"]);
    // Priority is at most medium for a customer, and tags are for staff. Without a first message the description is
    // one.
    insta::assert_json_snapshot!(app.settled(&room), @r#"
    {
      "agent": null,
      "agent_assigned": false,
      "agent_name": null,
      "assigned_at": null,
      "chat_room_id": "[uuid]",
      "chat_user": {
        "avatar": null,
        "created_at": "[time]",
        "external_id": null,
        "full_name": "Ana Test",
        "id": "[id]",
        "is_online": false,
        "is_temporary": false,
        "is_verified": false,
        "last_seen": null,
        "phone_number": "",
        "unconfirmed_email": null,
        "user": {
          "date_joined": "[time]",
          "email": "ana@example.com",
          "first_name": "Ana",
          "id": "[id]",
          "is_active": true,
          "is_superuser": false,
          "last_name": "Test",
          "role": "customer",
          "username": "ana"
        }
      },
      "chat_user_info": {
        "created_at": "[time]",
        "email": "ana@example.com",
        "full_name": "Ana Test",
        "id": "[id]",
        "is_temporary": false,
        "phone_number": ""
      },
      "closed_at": null,
      "created_at": "[time]",
      "description": "It burns",
      "id": "[uuid]",
      "initial_message": "",
      "last_message": {
        "attachment": null,
        "attachment_info": null,
        "chat_room": "[uuid]",
        "chat_room_id": "[uuid]",
        "client_message_id": null,
        "content": "It burns",
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
      },
      "last_seq": 1,
      "message_count": 1,
      "page_url": null,
      "priority": "medium",
      "rating": null,
      "rating_comment": null,
      "resolved_at": null,
      "status": "waiting",
      "subject": "Technical Support",
      "tags": [],
      "unread_messages_count": 0,
      "updated_at": "[time]",
      "waiting_time_minutes": 0,
      "was_unattended": false
    }
    "#);
}

#[tokio::test]
async fn what_is_not_given_has_a_default() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.post(ROOMS, json!({"subject": "Help"})).await.created();
    assert_eq!((&room["priority"], &room["description"]), (&json!("medium"), &json!("")));
    assert_eq!((&room["tags"], &room["initial_message"]), (&json!([]), &json!("")));
}

#[tokio::test]
async fn the_initial_message_is_its_first_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.post(ROOMS, json!({"subject": "Help", "initial_message": "Hello?"})).await.created();
    assert_has(&room["last_message"], MESSAGE);
    assert_eq!((&room["last_seq"], &room["message_count"]), (&json!(1), &json!(1)));
    assert_eq!(room["initial_message"], "Hello?");
    let id = room["id"].as_str().unwrap_or_default();
    let messages = ana.get(&format!("{ROOMS}{id}/messages/")).await.ok();
    assert_eq!(messages["results"], json!([room["last_message"]]));
    assert_eq!((&messages["results"][0]["content"], &messages["results"][0]["seq"]), (&json!("Hello?"), &json!(1)));
    assert_eq!(app.admin().await.get(&format!("{ROOMS}{id}/")).await.ok()["unread_messages_count"], 1);
}

#[tokio::test]
async fn all_staff_online_learn_of_it() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let (mut bens, mut admins) = (ben.connect().await, app.admin().await.connect().await);
    let (mut anas, mut beas) = (ana.connect().await, bea.connect().await);
    let room = ana.opens("Help").await;
    for socket in [&mut bens, &mut admins, &mut anas] {
        let event = socket.expect_in(&room, "room.created").await;
        assert!(event.get("seq").is_none());
        assert_time(&event["time"]);
        assert_has(&event["data"], CHAT_ROOM);
    }
    assert!(beas.arrived().await.is_empty());
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let body = json!({
        "description": "x".repeat(5001), "priority": "asap", "tags": [1], "initial_message": "x".repeat(10_001),
    });
    let refused = ana.post(ROOMS, body).await;
    refused.is_invalid(json!({
        "subject": ["This field is required."],
        "description": ["Ensure this field has no more than 5000 characters."],
        "priority": ["\"asap\" is not a valid choice."],
        "tags": ["Not a valid string."],
        "initial_message": ["Ensure this field has no more than 10000 characters."],
    }));
    ana.post(ROOMS, json!({"subject": " "})).await.is_invalid(json!({"subject": ["This field may not be blank."]}));
    let null = json!({"subject": ["This field may not be null."]});
    ana.post(ROOMS, json!({"subject": null})).await.is_invalid(null);
    assert!(ana.walks(ROOMS).await.is_empty());
}

#[tokio::test]
async fn a_form_is_as_good_as_json() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let form = [("subject", "Help & more"), ("priority", "low"), ("tags", "a"), ("tags", "b")];
    let room = ana.post_form("/api/chat-rooms", &form).await.created();
    assert_eq!((&room["subject"], &room["tags"]), (&json!("Help & more"), &json!([])));
    let refused = ana.post_form(ROOMS, &[("priority", "asap")]).await;
    let expected = json!({"subject": ["This field is required."], "priority": ["\"asap\" is not a valid choice."]});
    refused.is_invalid(expected);
}

#[tokio::test]
async fn nobody_in_particular_opens_none() {
    let app = App::start().await;
    app.anon().post(ROOMS, json!({"subject": "Help"})).await.is_not_authenticated();
}
