//! `watch` and `unwatch`

use serde_json::json;
use tests::App;

#[tokio::test]
async fn staff_watch_a_room_that_is_not_theirs() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let mut cleos = cleo.connect().await;
    let watching = cleos.ask(json!({"action": "watch", "room_id": room.id}), "watching").await;
    assert_eq!(watching["room_id"], room.id);
    let message = ana.says(&room, "one").await;
    assert_eq!(cleos.expect("message.created").await["data"]["id"], message["id"]);
    ana.edits(&message, "two").await.ok();
    cleos.expect("message.edited").await;
    ben.marks_read(&message).await.ok();
    cleos.expect("message.read").await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    cleos.expect_in(&room, "room.updated").await;
}

#[tokio::test]
async fn until_they_do_not_any_more() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = app.admin().await.connect().await;
    for _ in 0..2 {
        socket.ask(json!({"action": "watch", "room_id": room.id}), "watching").await;
    }
    socket.ask(json!({"action": "unwatch", "room_id": room.id}), "watching").await;
    ana.says(&room, "one").await;
    assert!(socket.arrived_in(&room).await.is_empty());
}

#[tokio::test]
async fn only_the_connection_that_asked_watches() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let (mut one, mut other) = (app.admin().await.connect().await, app.admin().await.connect().await);
    one.ask(json!({"action": "watch", "room_id": room.id}), "watching").await;
    ana.says(&room, "one").await;
    one.expect("message.created").await;
    assert!(other.arrived_in(&room).await.is_empty());
}

#[tokio::test]
async fn customers_watch_nothing() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let (mut anas, mut eves) = (ana.connect().await, eve.connect().await);
    for action in ["watch", "unwatch"] {
        let error = anas.ask(json!({"action": action, "room_id": room.id}), "error").await;
        assert_eq!((&error["code"], &error["action"]), (&json!("permission_denied"), &json!(action)));
    }
    let error = eves.ask(json!({"action": "watch", "room_id": room.id}), "error").await;
    assert!(["permission_denied", "not_found"].contains(&error["code"].as_str().unwrap_or_default()), "{error}");
    ana.says(&room, "secret").await;
    assert!(eves.arrived_of("message.created").await.is_empty());
}

#[tokio::test]
async fn a_room_that_is_not_there_can_not_be_watched() {
    let app = App::start().await;
    let frame = json!({"action": "watch", "room_id": "01890a5d-ac96-774b-bcce-b302099a8057"});
    let error = app.admin().await.connect().await.ask(frame, "error").await;
    assert_eq!((&error["code"], &error["detail"]), (&json!("not_found"), &json!("Not found.")));
}
