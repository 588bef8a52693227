//! `ping`, as far as it takes many rooms.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::config::DeskSettings;
use tests::{Actor, App, Socket};

/// More than fit into one frame.
const ROOMS: usize = 410;
/// Most that API Gateway posts.
const MAX_FRAME: usize = 128 * 1024;

/// An agent with [`ROOMS`] rooms, and the ids of these.
async fn busy_agent(app: &App) -> (Actor, BTreeSet<String>) {
    let (ana, ben) = (app.customer("ana").await, app.agent_with("ben", json!({"max_concurrent_chats": 1_000})).await);
    ben.comes_online().await;
    let mut rooms = BTreeSet::new();
    for _ in 0..ROOMS {
        rooms.insert(ana.opens("Help").await.id);
    }
    (ben, rooms)
}

/// Takes frames of this type until each of `rooms` was in one of them; gives the rooms of each.
async fn expect_all(
    socket: &mut Socket,
    kind: &str,
    rooms: &BTreeSet<String>,
    named_in: impl Fn(&Value) -> Vec<String>,
) -> Vec<Vec<String>> {
    let (mut named, mut frames) = (BTreeSet::new(), Vec::new());
    while named.len() < rooms.len() {
        let frame = socket.expect(kind).await;
        assert!(frame.to_string().len() <= MAX_FRAME, "{}", frame.to_string().len());
        frames.push(named_in(&frame["data"]));
        named.extend(frames.concat());
    }
    assert_eq!(&named, rooms);
    frames
}

fn keys(object: &Value) -> Vec<String> {
    object.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect()
}

#[tokio::test]
async fn an_agents_rooms_are_all_named_however_many_there_are() {
    let desk = DeskSettings { auto_assign: true, ..DeskSettings::default() };
    let app = App::with(local::Options { desk, ..local::Options::default() }).await;
    let (ben, rooms) = busy_agent(&app).await;
    let mut socket = ben.connect().await;
    socket.send(json!({"action": "ping"})).await;
    let pongs = expect_all(&mut socket, "pong", &rooms, |data| {
        assert_eq!(keys(&data["heads"]), keys(&data["read"]));
        keys(&data["heads"])
    });
    let pongs = pongs.await;
    assert_eq!((pongs.len(), pongs.concat().len()), (2, ROOMS));
    socket.send(json!({"action": "sync"})).await;
    let named = |data: &Value| {
        let rooms = data["rooms"].as_array().into_iter().flatten();
        rooms.map(|room| room["room_id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let syncs = expect_all(&mut socket, "sync", &rooms, named).await;
    // A room whose events don't fit goes on in the next frame.
    let again = syncs.windows(2).filter(|pair| pair[0].last() == pair[1].first()).count();
    assert!(syncs.len() > 1);
    assert_eq!(syncs.concat().len(), ROOMS + again);
}
