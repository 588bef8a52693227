//! `AUTO_ASSIGN=true`: a new room goes to an agent by itself.

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::config::DeskSettings;
use tests::{Actor, App, Room};

async fn app() -> App {
    let desk = DeskSettings { auto_assign: true, ..DeskSettings::default() };
    App::with(local::Options { desk, ..local::Options::default() }).await
}

/// An agent who is there.
async fn present(app: &App, name: &str, fields: Value) -> Actor {
    let agent = app.agent_with(name, fields).await;
    agent.comes_online().await;
    agent
}

async fn new_room(customer: &Actor) -> Value {
    customer.post("/api/chat-rooms/", json!({"subject": "Help", "initial_message": "Hello"})).await.created()
}

#[tokio::test]
async fn new_rooms_go_to_whoever_has_the_fewest_chats() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let (ben, cem) = (present(&app, "ben", json!({})).await, present(&app, "cem", json!({})).await);
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
    let ben = present(&app, "ben", json!({"max_concurrent_chats": 1})).await;
    present(&app, "cem", json!({"is_available": false})).await;
    assert_eq!(new_room(&ana).await["agent"]["id"], ben.agent_id);
    let waiting = new_room(&ana).await;
    assert_eq!((&waiting["status"], &waiting["agent"]), (&json!("waiting"), &json!(null)));
}

#[tokio::test]
async fn many_at_once_exceed_no_capacity() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let agents =
        [present(&app, "ben", json!({"max_concurrent_chats": 2})).await, present(&app, "cem", json!({})).await];
    let rooms = join_all((0..10).map(|_| ana.opens("Help"))).await;
    let rooms = join_all(rooms.iter().map(|room| ana.sees(room))).await;
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

/// Ana's rooms of these subjects, which nobody can have yet, in the order in which they should be taken.
async fn queue(app: &App, ana: &Actor) -> Vec<Room> {
    let mut rooms = Vec::new();
    for (subject, priority) in [("later", "medium"), ("sooner", "medium"), ("urgent", "urgent")] {
        let room = ana.opens(subject).await;
        app.admin().await.files(&room, json!({"priority": priority})).await;
        rooms.push(room);
    }
    rooms.swap(0, 2);
    rooms.swap(1, 2);
    rooms
}

async fn holder(ana: &Actor, room: &Room) -> Value {
    ana.sees(room).await["agent"]["id"].clone()
}

#[tokio::test]
async fn a_place_that_becomes_free_draws_the_most_urgent_and_then_the_oldest() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let ben = present(&app, "ben", json!({"max_concurrent_chats": 1})).await;
    let first = ana.opens("Help").await;
    let queue = queue(&app, &ana).await;
    for (freed, by, next) in [(&first, "resolve/", 0), (&queue[0], "close/", 1), (&queue[1], "unassign_agent/", 2)] {
        assert_eq!(holder(&ana, &queue[next]).await, Value::Null);
        ben.post_empty(&freed.path(by)).await.ok();
        assert_eq!(holder(&ana, &queue[next]).await, ben.agent_id, "{by}");
    }
}

#[tokio::test]
async fn an_agent_who_becomes_available_or_may_have_more_draws_what_waits() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let ben = present(&app, "ben", json!({"max_concurrent_chats": 1, "is_available": false})).await;
    let queue = queue(&app, &ana).await;
    ben.post_empty(&format!("/api/agents/{}/toggle_availability/", ben.agent_id)).await.ok();
    assert_eq!((holder(&ana, &queue[0]).await, holder(&ana, &queue[1]).await), (json!(ben.agent_id), Value::Null));
    let more = json!({"max_concurrent_chats": 3});
    app.admin().await.patch(&format!("/api/admin-agents/{}/", ben.agent_id), more).await.ok();
    for room in &queue {
        assert_eq!(holder(&ana, room).await, ben.agent_id);
    }
}

#[tokio::test]
async fn who_lets_go_of_a_room_is_not_given_it_again_but_somebody_else_is() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let ben = present(&app, "ben", json!({})).await;
    let room = ana.opens("Help").await;
    ben.post_empty(&room.path("unassign_agent/")).await.ok();
    assert_eq!(ana.sees(&room).await["status"], "waiting");
    let cem = present(&app, "cem", json!({"is_available": false})).await;
    cem.post_empty(&format!("/api/agents/{}/toggle_availability/", cem.agent_id)).await.ok();
    assert_eq!(holder(&ana, &room).await, cem.agent_id);
    cem.post_empty(&room.path("unassign_agent/")).await.ok();
    assert_eq!(holder(&ana, &room).await, ben.agent_id);
}

#[tokio::test]
async fn whoever_has_waited_longest_for_a_chat_goes_first_among_equals() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let (ben, cem) = (present(&app, "ben", json!({})).await, present(&app, "cem", json!({})).await);
    for expected in [&ben, &cem, &ben, &cem] {
        let room = new_room(&ana).await;
        assert_eq!(room["agent"]["id"], expected.agent_id);
        expected
            .post_empty(&format!("/api/chat-rooms/{}/resolve/", room["id"].as_str().unwrap_or_default()))
            .await
            .ok();
    }
}

#[tokio::test]
async fn an_agent_who_was_never_there_gets_none() {
    let app = app().await;
    let ana = app.customer("ana").await;
    let agent = json!({
        "username": app.username("ben"), "email": app.email("ben"), "password": tests::PASSWORD,
        "first_name": "Ben", "last_name": "Agent",
    });
    app.admin().await.post("/api/admin-agents/", agent).await.created();
    assert_eq!(new_room(&ana).await["status"], "waiting");
}
