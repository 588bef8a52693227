//! `message`

use serde_json::{Value, json};
use tests::{
    App, Room,
    shapes::{MESSAGE, assert_has, assert_time},
};

fn message(room: &Room, content: &str, client_message_id: &str) -> Value {
    json!({"action": "message", "room_id": room.id, "content": content, "client_message_id": client_message_id})
}

#[tokio::test]
async fn a_message_is_acknowledged_once_it_is_stored() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let ack = socket.ask(message(&room, "Hello", "m-1"), "ack").await;
    assert_has(&ack["data"], &["client_message_id", "id", "seq", "created_at"]);
    assert_time(&ack["time"]);
    let stored = &ana.reads_all(&room).await[0];
    for field in ["client_message_id", "id", "seq", "created_at"] {
        assert_eq!(ack["data"][field], stored[field], "{field}");
    }
    assert_eq!((&stored["content"], &ack["data"]["seq"]), (&json!("Hello"), &json!(1)));
}

#[tokio::test]
async fn every_connection_of_both_sides_gets_it_the_senders_too() {
    let app = App::start().await;
    let (ana, ben, eve) = (app.customer("ana").await, app.agent("ben").await, app.customer("eve").await);
    let room = app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    let mut others = [ana.connect().await, ben.connect().await, ben.connect().await];
    let mut eves = eve.connect().await;
    let ack = anas.ask(message(&room, "Hello", "m-1"), "ack").await;
    assert_has(&ack["data"]["message"], MESSAGE);
    for socket in &mut others {
        let event = socket.expect("message.created").await;
        assert_has(&event["data"], MESSAGE);
        assert_eq!((&event["seq"], &event["data"]["id"]), (&ack["data"]["seq"], &ack["data"]["id"]));
    }
    assert!(eves.arrived().await.is_empty());
    // What was sent over it comes back with the acknowledgement.
    assert!(anas.arrived_of("message.created").await.is_empty());
}

#[tokio::test]
async fn a_repeated_message_is_acknowledged_again_and_stored_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let first = socket.ask(message(&room, "Hello", "m-1"), "ack").await;
    let again = socket.ask(message(&room, "Hello", "m-1"), "ack").await;
    assert_eq!((&again["data"]["id"], &again["data"]["seq"]), (&first["data"]["id"], &first["data"]["seq"]));
    let by_http = ana.sends_message(&room, "Hello", Some("m-1")).await.ok();
    assert_eq!(by_http["id"], first["data"]["id"]);
    // Told again, as the first attempt may have died before it could; the number is the same.
    let told_again = socket.arrived_of("message.created").await;
    assert!(told_again.iter().all(|event| event["seq"] == first["data"]["seq"]));
    assert_eq!(ana.reads_all(&room).await.len(), 1);
}

#[tokio::test]
async fn what_was_sent_by_http_is_not_stored_again_by_socket() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let sent = ana.sends_message(&room, "Hello", Some("m-1")).await.created();
    let ack = ana.connect().await.ask(message(&room, "Hello", "m-1"), "ack").await;
    assert_eq!(ack["data"]["id"], sent["id"]);
    assert_eq!(ana.sees(&room).await["message_count"], 1);
}

#[tokio::test]
async fn a_message_to_a_room_that_is_closed_or_not_theirs_is_refused() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let mut eves = eve.connect().await;
    let error = eves.ask(message(&room, "Hello", "m-1"), "error").await;
    assert_eq!((&error["code"], &error["client_message_id"]), (&json!("not_found"), &json!("m-1")));
    ana.post_empty(&room.path("close/")).await.ok();
    let mut anas = ana.connect().await;
    let error = anas.ask(message(&room, "Hello", "m-1"), "error").await;
    assert_eq!((&error["code"], &error["client_message_id"]), (&json!("invalid"), &json!("m-1")));
    assert!(ana.reads_all(&room).await.is_empty());
}

#[tokio::test]
async fn who_has_nothing_unread_is_notified_of_the_first() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (mut anas, mut bens) = (ana.connect().await, ben.connect().await);
    bens.ask(message(&room, "one", "m-1"), "ack").await;
    bens.ask(message(&room, "two", "m-2"), "ack").await;
    for _ in 0..2 {
        anas.expect("message.created").await;
    }
    anas.expect("notification.created").await;
    assert!(anas.arrived_of("notification.created").await.is_empty());
    assert!(bens.arrived_in(&room).await.iter().all(|frame| frame["type"] != "notification.created"));
}
