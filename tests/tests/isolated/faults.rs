//! A table that throttles, conflicts and loses answers: clients repeat what was not acknowledged, and all is well.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Actor, App, Faults, Room, shapes::pluck, until_answered};

async fn sends(actor: &Actor, room: &Room, name: &str) -> Value {
    let answer = until_answered(|| actor.sends_message(room, name, Some(name))).await;
    assert!([200, 201].contains(&answer.status), "{} {}", answer.status, answer.json);
    answer.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_repeated_until_acknowledged_is_stored_once() {
    let faults = Faults::default();
    let app = App::failing(&faults).await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    faults.begin();
    let names: Vec<_> = (0..40).map(|i| format!("m-{i}")).collect();
    let sent = join_all(names.chunks(10).zip([&ana, &ben, &ana, &ben]).map(async |(names, actor)| {
        let mut sent = Vec::new();
        for name in names {
            sent.push(sends(actor, &room, name).await);
        }
        sent
    }));
    let mut acknowledged: Vec<_> = sent.await.into_iter().flatten().collect();
    assert!(faults.end() >= 10);
    acknowledged.sort_by_key(|message| message["seq"].as_u64());
    let stored = json!(ana.reads_all(&room).await);
    assert_eq!(pluck(&stored, "id"), pluck(&json!(acknowledged), "id"));
    assert_eq!(pluck(&stored, "seq"), (3..=42).collect::<Vec<_>>());
    assert_eq!(ana.sees(&room).await["message_count"], 41);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capacity_holds_whatever_fails() {
    let faults = Faults::default();
    let app = App::failing(&faults).await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 3})).await;
    let admin = app.admin().await;
    let mut rooms = Vec::new();
    for _ in 0..6 {
        rooms.push(ana.opens("Help").await);
    }
    faults.begin();
    let body = json!({"agent_id": ben.agent_id});
    join_all(rooms.iter().map(async |room| {
        let path = room.path("assign_agent/");
        until_answered(|| admin.post(&path, body.clone())).await
    }))
    .await;
    assert!(faults.end() > 0);
    let active = ana.walks("/api/chat-rooms/?status=active").await;
    let agent = admin.get(&format!("/api/admin-agents/{}/", ben.agent_id)).await.ok();
    assert_eq!((active.len(), &agent["current_active_chats"]), (3, &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_changes_get_through_and_leave_no_gap() {
    let faults = Faults::default();
    let app = App::failing(&faults).await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let message = ana.says(&room, "0").await;
    faults.begin();
    for i in 1..=10 {
        until_answered(|| ana.edits(&message, "edited")).await.ok();
        let path = room.path("");
        let admin = app.admin().await;
        until_answered(|| admin.patch(&path, json!({"tags": [i.to_string()]}))).await.ok();
    }
    assert!(faults.end() > 0);
    let seen = app.admin().await.sees(&room).await;
    assert_eq!((&seen["tags"], &seen["last_message"]["content"]), (&json!(["10"]), &json!("edited")));
    let sync = ana.connect().await.sync_of(&room, 0).await;
    let seqs = pluck(&sync["events"], "seq");
    let last = seen["last_seq"].as_u64().unwrap_or_default();
    assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
}
