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
