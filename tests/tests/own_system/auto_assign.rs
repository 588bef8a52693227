//! `AUTO_ASSIGN=true`: a new room goes to an agent by itself.

use serde_json::{Value, json};
use shared::config::DeskSettings;
use tests::{Actor, App};

async fn app() -> App {
    let desk = DeskSettings { auto_assign: true, ..DeskSettings::default() };
    App::with(local::Options { desk, ..local::Options::default() }).await
}

async fn new_room(customer: &Actor) -> Value {
    customer.post("/api/chat-rooms/", json!({"subject": "Help", "initial_message": "Hello"})).await.created()
}

#[tokio::test]
async fn new_rooms_go_to_whoever_has_the_fewest_chats() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let (ben, cem) = (app.agent("ben").await, app.agent("cem").await);
    let mut taken = Vec::new();
    for _ in 0..4 {
        let room = new_room(&ana).await;
        assert_eq!(room["status"], "active");
        taken.push(room["agent"]["id"].as_u64());
    }
    let expected = [ben.agent_id, cem.agent_id, ben.agent_id, cem.agent_id];
    assert_eq!(taken, expected.map(Some));
}

#[tokio::test]
async fn a_room_waits_when_nobody_has_a_place() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    app.agent_with("cem", json!({"is_available": false})).await;
    assert_eq!(new_room(&ana).await["agent"]["id"], ben.agent_id);
    let waiting = new_room(&ana).await;
    assert_eq!((&waiting["status"], &waiting["agent"]), (&json!("waiting"), &json!(null)));
}

#[tokio::test]
async fn many_at_once_exceed_no_capacity() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let agents = [app.agent_with("ben", json!({"max_concurrent_chats": 2})).await, app.agent("cem").await];
    let rooms = futures_util::future::join_all((0..10).map(|_| new_room(&ana))).await;
    for (agent, capacity) in agents.iter().zip([2, 5]) {
        let has = rooms.iter().filter(|room| room["agent"]["id"] == agent.agent_id).count();
        assert_eq!(has, capacity);
    }
}

#[tokio::test]
async fn everyone_is_told_that_it_was_made_and_then_to_whom_it_went() {
    let app = app().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let mut socket = ben.connect().await;
    let room = new_room(&ana).await;
    let created = socket.expect("room.created").await;
    assert_eq!((&created["room_id"], &created["data"]["status"]), (&room["id"], &json!("waiting")));
    let updated = socket.expect("room.updated").await;
    assert_eq!((&updated["room_id"], &updated["data"]["room"]["agent"]["id"]), (&room["id"], &json!(ben.agent_id)));
    let notified = socket.expect("notification.created").await;
    assert_eq!(notified["data"]["notification_type"], "agent_assigned");
}
