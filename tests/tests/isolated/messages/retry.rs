//! A message that is sent again long after it was stored.

use serde_json::{Value, json};
use tests::{Actor, App, Room};

/// Sends the message that was written after event `after`, for the first time or again; returns status and id.
async fn sends_it(who: &Actor, room: &Room, after: impl Into<Option<u64>>) -> (u16, Value) {
    let after: Option<u64> = after.into();
    let body = json!({"chat_room_id": room.id, "content": "Hello", "client_message_id": "m-1", "after_seq": after});
    let answer = who.post("/api/messages/", body).await;
    (answer.status, answer.json["id"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_sent_again_is_recognized_however_much_has_happened_since() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let known = ana.sees(&room).await["last_seq"].as_u64();
    let (status, id) = sends_it(&ana, &room, known).await;
    assert_eq!(status, 201);
    for number in 0..900 {
        ben.says(&room, &format!("{number}")).await;
    }
    assert_eq!(sends_it(&ana, &room, None).await, (200, id.clone()));
    for number in 900..1_500 {
        ben.says(&room, &format!("{number}")).await;
    }
    assert_eq!(sends_it(&ana, &room, known).await, (200, id.clone()));
    assert_eq!(sends_it(&ana, &room, 0).await, (200, id));
    assert_eq!(ben.says(&room, "that was all").await["seq"], json!(known.map(|known| known + 1_502)));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_to_know_more_than_has_happened_is_taken_to_know_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let (status, id) = sends_it(&ana, &room, 1_000_000).await;
    assert_eq!(status, 201);
    for after in [1_000_000, u64::MAX] {
        assert_eq!(sends_it(&ana, &room, after).await, (200, id.clone()));
    }
}
