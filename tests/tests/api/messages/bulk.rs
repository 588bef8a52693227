//! `POST /api/messages/mark_bulk_read/` and `mark_chat_read/`; `GET /api/messages/unread_count/`, `by_chat/` and
//! `recent_chats/`

use serde_json::{Value, json};
use tests::{Actor, App, Room, shapes::pluck};

async fn unread(actor: &Actor, query: &str) -> Value {
    actor.get(&format!("/api/messages/unread_count/{query}")).await.ok()["unread_count"].clone()
}

async fn unread_in(actor: &Actor, room: &Room) -> Value {
    unread(actor, &format!("?chat_room_id={}", room.id)).await
}

#[tokio::test]
async fn unread_messages_are_counted_in_a_room_and_in_all() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (first, second) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    for room in [&first, &first, &second] {
        ana.says(room, "Hello?").await;
    }
    ben.says(&second, "Hello!").await;
    // Who answers has read.
    assert_eq!((unread_in(&ben, &first).await, unread_in(&ben, &second).await), (json!(2), json!(0)));
    assert_eq!((unread(&ben, "").await, unread(&ana, "").await), (json!(2), json!(1)));
}

#[tokio::test]
async fn a_whole_chat_is_read_at_once() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    for _ in 0..3 {
        ana.says(&room, "Hello?").await;
    }
    let body = json!({"chat_room_id": room.id});
    let read = ben.post("/api/messages/mark_chat_read/", body.clone()).await.ok();
    assert_eq!((&read["success"], &read["updated_count"]), (&json!(true), &json!(3)));
    assert_eq!(unread_in(&ben, &room).await, 0);
    assert_eq!(ben.post("/api/messages/mark_chat_read/", body).await.ok()["updated_count"], 0);
    assert!(ana.reads_all(&room).await.iter().all(|message| message["is_read"] == true));
}

#[tokio::test]
async fn chosen_messages_are_read_up_to_the_last_in_each_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (first, second) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    let mut messages = Vec::new();
    for room in [&first, &first, &first, &second] {
        messages.push(ana.says(room, "Hello?").await["id"].clone());
    }
    let own = ben.says(&second, "Hello!").await["id"].clone();
    messages.push(ana.says(&second, "Still there?").await["id"].clone());
    let body = json!({"message_ids": [messages[1], messages[0], messages[4], own]});
    let read = ben.post("/api/messages/mark_bulk_read/", body).await.ok();
    assert_eq!((&read["success"], &read["updated_count"]), (&json!(true), &json!(3)));
    assert_eq!((unread_in(&ben, &first).await, unread_in(&ben, &second).await), (json!(1), json!(0)));
}

#[tokio::test]
async fn messages_that_are_not_ones_own_are_passed_over() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Hello?").await;
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for actor in [&bea, &ana, app.admin().await] {
        let body = json!({"message_ids": [message["id"], nobody]});
        assert_eq!(actor.post("/api/messages/mark_bulk_read/", body).await.ok()["updated_count"], 0);
    }
    assert_eq!(unread_in(&ben, &room).await, 1);
    bea.post("/api/messages/mark_chat_read/", json!({"chat_room_id": room.id})).await.is_not_found();
    app.admin().await.post("/api/messages/mark_chat_read/", json!({"chat_room_id": room.id})).await.is_forbidden();
    bea.get(&format!("/api/messages/unread_count/?chat_room_id={}", room.id)).await.is_not_found();
}

#[tokio::test]
async fn senseless_ids_are_refused() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let invalid = json!({"message_ids": ["Must be a valid UUID."]});
    ana.post("/api/messages/mark_bulk_read/", json!({"message_ids": ["x"]})).await.is_invalid(invalid);
    let kind = json!({"message_ids": ["Expected a list of items but got type \"int\"."]});
    ana.post("/api/messages/mark_bulk_read/", json!({"message_ids": 1})).await.is_invalid(kind);
    let many = vec!["01890a5d-ac96-774b-bcce-b302099a8057"; 101];
    let limit = json!({"message_ids": ["Ensure this field has no more than 100 elements."]});
    ana.post("/api/messages/mark_bulk_read/", json!({"message_ids": many})).await.is_invalid(limit);
    let required = json!({"chat_room_id": ["This field is required."]});
    ana.post("/api/messages/mark_chat_read/", json!({})).await.is_invalid(required);
}

#[tokio::test]
async fn messages_are_listed_by_chat_and_chats_by_their_last_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (first, second) = (ana.opens("A").await, ana.opens("B").await);
    ana.says(&second, "1").await;
    ana.says(&first, "2").await;
    ana.says(&first, "3").await;
    let messages = ana.get(&format!("/api/messages/by_chat/?chat_room_id={}", first.id)).await.ok();
    assert_eq!(pluck(&messages["results"], "content"), ["2", "3"]);
    let recent = ana.get("/api/messages/recent_chats/").await.ok();
    assert_eq!(pluck(&recent["chats"], "id"), [json!(first.id), json!(second.id)]);
    assert_eq!(recent["chats"][0]["last_message"]["content"], "3");
    assert_eq!(ana.get("/api/messages/recent_chats/?limit=1").await.ok()["count"], 1);
    ana.get("/api/messages/by_chat/").await.is_invalid(json!({"chat_room_id": ["This field is required."]}));
}
