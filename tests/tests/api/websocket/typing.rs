//! `typing`

use serde_json::json;
use tests::App;

#[tokio::test]
async fn the_others_see_somebody_type_and_stop() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (mut anas, mut also_anas, mut bens) = (ana.connect().await, ana.connect().await, ben.connect().await);
    for is_typing in [true, false] {
        anas.send(json!({"action": "typing", "room_id": room.id, "is_typing": is_typing})).await;
        let event = bens.expect("typing").await;
        assert_eq!((&event["room_id"], &event["data"]["is_typing"]), (&json!(room.id), &json!(is_typing)));
        assert_eq!(event["data"]["user_id"], ana.user_id);
        assert!(event.get("seq").is_none());
    }
    assert!(anas.arrived_of("typing").await.is_empty());
    assert!(also_anas.arrived_of("typing").await.is_empty());
}

#[tokio::test]
async fn it_is_never_stored() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let before = ana.sees(&room).await;
    let mut bens = ben.connect().await;
    let mut anas = ana.connect().await;
    anas.send(json!({"action": "typing", "room_id": room.id, "is_typing": true})).await;
    bens.expect("typing").await;
    assert_eq!(ana.sees(&room).await["last_seq"], before["last_seq"]);
    let sync = bens.ask(json!({"action": "sync", "rooms": {room.id: 0}}), "sync").await;
    assert_eq!(tests::shapes::pluck(&sync["data"]["rooms"][0]["events"], "type"), ["room.updated", "message.created"]);
}

#[tokio::test]
async fn a_stranger_types_nowhere() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let mut anas = ana.connect().await;
    let frame = json!({"action": "typing", "room_id": room.id, "is_typing": true});
    assert_eq!(eve.connect().await.ask(frame, "error").await["code"], "not_found");
    assert!(anas.arrived().await.is_empty());
}
