//! `ping`

use serde_json::json;
use tests::{App, shapes::assert_time};

#[tokio::test]
async fn a_pong_says_how_far_the_rooms_are() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (quiet, busy) = (ana.opens("A").await, ana.opens("B").await);
    ana.says(&busy, "one").await;
    ana.says(&busy, "two").await;
    let mut socket = ana.connect().await;
    let pong = socket.ask(json!({"action": "ping", "rooms": [quiet.id, busy.id]}), "pong").await;
    assert_time(&pong["data"]["time"]);
    assert_eq!(pong["data"]["heads"], json!({quiet.id.clone(): 0, busy.id.clone(): 2}));
}

#[tokio::test]
async fn a_pong_brings_rooms_that_the_client_has_not_heard_of() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (open, closed) = (app.active_room(&ana, &ben).await, ana.opens("B").await);
    ana.post_empty(&closed.path("close/")).await.ok();
    for actor in [&ana, &ben] {
        let pong = actor.connect().await.ask(json!({"action": "ping"}), "pong").await;
        assert_eq!(pong["data"]["heads"], json!({open.id.clone(): 2}));
    }
}

#[tokio::test]
async fn a_pong_says_how_far_each_side_has_read() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Hello").await;
    let data = ben.marks_read(&message).await.ok()["data"].clone();
    let pong = ana.connect().await.ask(json!({"action": "ping", "rooms": [room.id]}), "pong").await;
    let agent = json!({"seq": message["seq"], "read_at": data["read_at"]});
    // Who writes has read.
    let customer = json!({"seq": message["seq"], "read_at": message["created_at"]});
    assert_eq!(pong["data"]["read"][&room.id], json!({"customer": customer, "agent": agent}));
}

#[tokio::test]
async fn rooms_that_are_not_theirs_are_left_out() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let frame = json!({"action": "ping", "rooms": [room.id, "01890a5d-ac96-774b-bcce-b302099a8057"]});
    assert_eq!(eve.connect().await.ask(frame, "pong").await["data"]["heads"], json!({}));
}
