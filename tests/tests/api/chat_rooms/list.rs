//! `GET /api/chat-rooms/`

use serde_json::{Value, json};
use tests::{Actor, App, NO_AGENT, Room, shapes::pluck};

async fn found(actor: &Actor, query: &str) -> Vec<Value> {
    pluck(&json!(actor.walks(&format!("/api/chat-rooms/?{query}")).await), "id")
}

fn ids<const N: usize>(rooms: [&Room; N]) -> [Value; N] {
    rooms.map(|room| json!(room.id))
}

#[tokio::test]
async fn a_list_shows_a_room_as_it_is() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello").await;
    assert_eq!(ana.walks("/api/chat-rooms/").await, [ana.sees(&room).await]);
    assert_eq!(ben.walks(&format!("/api/chat-rooms/?agent_id={}", ben.agent_id)).await, [ben.sees(&room).await]);
}

#[tokio::test]
async fn a_search_follows_a_changed_subject() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Fire").await;
    app.admin().await.patch(&room.path(""), json!({"subject": "Ice", "tags": ["new"]})).await.ok();
    assert!(found(&ana, "search=fire").await.is_empty());
    assert_eq!(found(&ana, "search=ice&tag=new").await, ids([&room]));
}

#[tokio::test]
async fn rooms_are_filtered_by_agent() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let (bens, cleos) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &cleo).await);
    for actor in [&ana, app.admin().await] {
        assert_eq!(found(actor, &format!("agent_id={}", ben.agent_id)).await, ids([&bens]));
        assert_eq!(found(actor, &format!("agent_id={}&status=active", cleo.agent_id)).await, ids([&cleos]));
        assert!(found(actor, &format!("agent_id={}&status=closed", cleo.agent_id)).await.is_empty());
        assert!(found(actor, &format!("agent_id={NO_AGENT}")).await.is_empty());
    }
}

#[tokio::test]
async fn a_senseless_filter_is_refused() {
    let app = App::start().await;
    let refused = app.admin().await.get("/api/chat-rooms/?status=asleep&priority=asap&agent_id=x").await;
    refused.is_invalid(json!({
        "status": ["\"asleep\" is not a valid choice."],
        "priority": ["\"asap\" is not a valid choice."],
        "agent_id": ["A valid integer is required."],
    }));
}
