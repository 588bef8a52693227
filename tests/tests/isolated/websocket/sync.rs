//! `sync`, as far as it takes many events.

use serde_json::json;
use tests::{App, shapes::pluck};

#[tokio::test]
async fn behind_five_hundred_events_the_client_reloads() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for _ in 0..501 {
        ana.says(&room, "again").await;
    }
    let mut socket = ana.connect().await;
    let all = socket.sync_of(&room, 0).await;
    assert_eq!((&all["reset"], &all["events"], &all["last_seq"]), (&json!(true), &json!([]), &json!(501)));
    // What just fits into the gap comes whole, in as many frames as it takes.
    socket.send(json!({"action": "sync", "rooms": {room.id.clone(): 1}})).await;
    let mut seqs = Vec::new();
    while seqs.last() != Some(&json!(501)) {
        let part = socket.expect("sync").await;
        assert!(part.to_string().len() <= 128 * 1024);
        assert_eq!(part["data"]["rooms"][0]["reset"], false);
        seqs.extend(pluck(&part["data"]["rooms"][0]["events"], "seq"));
    }
    assert_eq!(seqs, (2..=501).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_agents_open_rooms_are_found_however_many_are_resolved() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for _ in 0..101 {
        let room = app.active_room(&ana, &ben).await;
        ben.post_empty(&room.path("resolve/")).await.ok();
    }
    let open = app.active_room(&ana, &ben).await;
    let sync = ben.connect().await.ask(json!({"action": "sync"}), "sync").await;
    assert_eq!(pluck(&sync["data"]["rooms"], "room_id"), [open.id]);
}
