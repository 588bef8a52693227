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
    assert_eq!(socket.ask(json!({"action": "ping"}), "pong").await["data"]["heads"], json!({}));
}

#[tokio::test]
async fn rooms_that_are_not_theirs_are_left_out() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let frame = json!({"action": "ping", "rooms": [room.id, "01890a5d-ac96-774b-bcce-b302099a8057"]});
    assert_eq!(eve.connect().await.ask(frame, "pong").await["data"]["heads"], json!({}));
}
