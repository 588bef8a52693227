//! `read`

use serde_json::json;
use tests::{
    App,
    shapes::{assert_time, pluck},
};

#[tokio::test]
async fn the_others_see_how_far_somebody_has_read() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    let second = ana.says(&room, "two").await;
    ana.says(&room, "three").await;
    let (mut anas, mut bens) = (ana.connect().await, ben.connect().await);
    bens.send(json!({"action": "read", "room_id": room.id, "seq": second["seq"]})).await;
    let event = anas.expect("message.read").await;
    assert_eq!((&event["room_id"], &event["data"]["seq"]), (&json!(room.id), &second["seq"]));
    assert_eq!(event["data"]["side"], "agent");
    assert_time(&event["data"]["read_at"]);
    assert_eq!(pluck(&json!(ana.reads_all(&room).await), "is_read"), [true, true, false]);
    assert_eq!(ben.sees(&room).await["unread_messages_count"], 1);
}

#[tokio::test]
async fn nobody_reads_further_than_there_is() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let first = ana.says(&room, "one").await;
    let (mut anas, mut bens) = (ana.connect().await, ben.connect().await);
    bens.send(json!({"action": "read", "room_id": room.id, "seq": 999})).await;
    assert_eq!(anas.expect("message.read").await["data"]["seq"], first["seq"]);
    ana.says(&room, "two").await;
    assert_eq!(pluck(&json!(ana.reads_all(&room).await), "is_read"), [true, false]);
    assert_eq!(ben.sees(&room).await["unread_messages_count"], 1);
}

#[tokio::test]
async fn who_only_looks_on_reads_for_nobody() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    for looker_on in [&cleo, app.admin().await] {
        let mut socket = looker_on.connect().await;
        socket.send(json!({"action": "read", "room_id": room.id, "seq": 2})).await;
        socket.arrived().await;
    }
    assert_eq!(ana.reads_all(&room).await[0]["is_read"], false);
}

#[tokio::test]
async fn a_stranger_reads_nothing() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let error = eve.connect().await.ask(json!({"action": "read", "room_id": room.id, "seq": 1}), "error").await;
    assert_eq!((&error["code"], &error["action"]), (&json!("not_found"), &json!("read")));
}
