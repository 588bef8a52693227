//! `GET /api/agents/available/`

use serde_json::{Value, json};
use tests::{Actor, App, shapes::pluck};

async fn available(actor: &Actor) -> Vec<Value> {
    pluck(&actor.get("/api/agents/available/").await.ok()["results"], "id")
}

#[tokio::test]
async fn who_is_full_is_not_available() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    let cleo = app.agent("cleo").await;
    assert_eq!(available(&ana).await, [ben.agent_id, cleo.agent_id]);
    let room = app.active_room(&ana, &ben).await;
    assert_eq!(available(&ana).await, [cleo.agent_id]);
    ben.post_empty(&room.path("resolve/")).await.ok();
    assert_eq!(available(&ana).await, [ben.agent_id, cleo.agent_id]);
}

#[tokio::test]
async fn who_says_so_is_not_available() {
    let app = App::own().await;
    let ben = app.agent("ben").await;
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    assert_eq!(available(&ben).await, [ben.agent_id]);
    away.post_empty(&format!("/api/agents/{}/toggle_availability/", away.agent_id)).await.ok();
    assert_eq!(available(&ben).await, [ben.agent_id, away.agent_id]);
}
