//! Killed at any moment and started again: nothing that was acknowledged is lost.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{
    StreamExt,
    stream::{self, FuturesOrdered},
};
use serde_json::{Value, json};
use tests::{
    Actor, DEADLINE, Program, Room,
    files::{fetch, sample},
};
use tokio::time::timeout;

use crate::{PROGRAM, folder};

const SETTINGS: &[(&str, &str)] = &[("ADMIN_PASSWORD", tests::PASSWORD), UNLIMITED[0]];
/// As much as they can send.
const UNLIMITED: &[(&str, &str)] = &[("FRAMES_PER_SECOND", "0")];

/// Sends a message; gives its id and number once it is acknowledged, or nothing if that never happens.
async fn try_send(actor: &Actor, room: &Room, name: &str) -> Option<(String, Value)> {
    let body = json!({"chat_room_id": room.id, "content": name, "client_message_id": name});
    let request = actor.request(reqwest::Method::POST, "/api/messages/").json(&body);
    let response = request.send().await.ok()?;
    let acknowledged = response.status().is_success();
    let message: Value = response.json().await.ok()?;
    acknowledged.then(|| (name.to_owned(), json!([message["id"], message["seq"]])))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_a_hundred_sends_loses_no_acknowledged_message() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], SETTINGS).await;
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    let room = admin.opens("Help").await;
    let names: Vec<_> = (0..100).map(|i| format!("m-{i}")).collect();

    let mut program = Some(program);
    let mut acknowledged = BTreeMap::new();
    let mut sends = stream::iter(&names).map(|name| try_send(&admin, &room, name)).buffer_unordered(8);
    while let Some(sent) = sends.next().await {
        acknowledged.extend(sent);
        if acknowledged.len() == 50
            && let Some(program) = program.take()
        {
            program.kill().await;
        }
    }
    drop(sends);
    assert!((50..100).contains(&acknowledged.len()), "{}", acknowledged.len());

    let program = Program::start(PROGRAM, folder.path(), &[], UNLIMITED).await;
    // The same token: sessions and the key outlive the kill, too.
    let admin = program.anon().with_token(&admin.token);
    let stored = by_name(&admin, &room).await;
    for (name, message) in &acknowledged {
        assert_eq!(stored.get(name), Some(message), "{name}");
    }
    // Everything that was not acknowledged can simply be sent again.
    for name in &names {
        assert!(try_send(&admin, &room, name).await.is_some());
    }
    let all = by_name(&admin, &room).await;
    assert!(
        names.iter().all(|name| all.contains_key(name))
            && acknowledged.iter().all(|(name, message)| all[name] == *message)
    );
    let seqs: Vec<_> = admin.reads_all(&room).await.iter().map(|message| message["seq"].clone()).collect();
    assert_eq!(seqs, (1..=100).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_stored_message_is_to_be_delivered_to_a_webhook_however_often_the_program_is_killed() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], SETTINGS).await;
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    let (room, token) = (admin.opens("Help").await, admin.token.clone());
    let new = json!({"url": "https://webhook.invalid/", "events": ["message.created"]});
    let webhook = admin.post("/api/webhooks/", new).await.created();
    let mut running = program;
    for round in 0..3 {
        let admin = running.anon().with_token(&token);
        for number in 0..10 {
            assert!(try_send(&admin, &room, &format!("m-{round}-{number}")).await.is_some());
        }
        running.kill().await;
        running = Program::start(PROGRAM, folder.path(), &[], SETTINGS).await;
    }
    // One that was stored, but not attempted, is attempted by a later sweep.
    let admin = running.anon().with_token(&token);
    assert_eq!(by_name(&admin, &room).await.len(), 30);
    let path = format!("/api/webhooks/{}/deliveries/", webhook["id"]);
    let all = async {
        loop {
            let deliveries = admin.walks(&path).await;
            let events: BTreeSet<String> = deliveries.iter().map(|it| it["event"]["id"].to_string()).collect();
            if events.len() == 30 {
                return deliveries.len();
            }
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(timeout(DEADLINE, all).await, Ok(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_come_back_after_a_kill_and_bring_what_was_not_acknowledged() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], SETTINGS).await;
    let base_url = program.base_url.clone();
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    let room = admin.opens("Help").await;
    let (writing, looking) = (admin.opens_tab(), admin.opens_tab());
    looking.client.watch(&room.id);
    looking.catches_up(&room).await;

    let names: Vec<_> = (0..100).map(|i| format!("m-{i}")).collect();
    let mut sends: FuturesOrdered<_> = names.iter().map(|name| writing.client.send(&room.id, name)).collect();
    let mut program = Some(program);
    let mut acknowledged = Vec::new();
    while let Some(sent) = sends.next().await {
        acknowledged.extend(sent.map(|acknowledged| (acknowledged.id, acknowledged.seq)));
        if acknowledged.len() == 50
            && let Some(killed) = program.take()
        {
            killed.kill().await;
            program = Some(Program::start_again(&base_url, PROGRAM, folder.path()).await);
        }
    }
    let stored = admin.reads_all(&room).await;
    let contents: Vec<_> = stored.iter().map(|message| message["content"].clone()).collect();
    assert_eq!(contents, names);
    let stored: Vec<_> = stored.iter().map(|message| (text(&message["id"]), message["seq"].as_u64())).collect();
    assert_eq!(stored, acknowledged.into_iter().map(|(id, seq)| (id, Some(seq))).collect::<Vec<_>>());
    looking.catches_up(&room).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_acknowledged_messages_outlive_a_kill() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], SETTINGS).await;
    let admin = program.sign_in("admin", tests::PASSWORD).await;
    let room = admin.opens("Help").await;
    let picture = sample("picture.png");
    admin.sends_file(&room, picture.name, picture.bytes).await.created();
    program.kill().await;

    let program = Program::start(PROGRAM, folder.path(), &[], UNLIMITED).await;
    let admin = program.anon().with_token(&admin.token);
    let message = admin.reads_all(&room).await.remove(0);
    let fetched = fetch(&message["attachment"]).await;
    assert_eq!((fetched.status, fetched.header("content-type")), (200, "image/png"));
    assert_eq!(fetched.bytes, picture.bytes);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn by_name(actor: &Actor, room: &Room) -> BTreeMap<String, Value> {
    let messages = actor.reads_all(room).await;
    let entry = |message: Value| (text(&message["content"]), json!([message["id"], message["seq"]]));
    messages.into_iter().map(entry).collect()
}
