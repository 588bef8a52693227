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
    assert_eq!(found(app.admin().await, &format!("chat_user_id={}&search=NEW", ana.user_id)).await, ids([&room]));
    assert!(found(&ana, "search=new").await.is_empty());
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

#[tokio::test]
async fn staff_find_all_rooms_of_a_customer_and_a_customer_only_their_own() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let (first, second, other) = (ana.opens("First").await, ana.opens("Second").await, bea.opens("Other").await);
    ben.post_empty(&first.path("close/")).await;
    let of = |actor: &Actor| format!("chat_user_id={}", actor.user_id);
    assert_eq!(found(&ben, &of(&ana)).await, ids([&second, &first]));
    assert_eq!(found(&ben, &format!("{}&page_size=1&ordering=created_at", of(&ana))).await, ids([&first, &second]));
    assert_eq!(found(&ben, &of(&bea)).await, ids([&other]));
    assert!(found(&bea, &of(&ana)).await.is_empty());
}

#[tokio::test]
async fn rooms_are_filtered_by_the_day_of_their_creation() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let created_at = ana.sees(&room).await["created_at"].as_str().unwrap_or_default().to_owned();
    let day = created_at.split('T').next().unwrap_or_default();
    let of_ana = format!("chat_user_id={}", ana.user_id);
    for list in [of_ana.clone(), format!("agent_id={}", ben.agent_id), format!("{of_ana}&status=active")] {
        assert_eq!(found(&ben, &format!("{list}&from={day}&to={day}")).await, ids([&room]), "{list}");
        assert!(found(&ben, &format!("{list}&from=2999-01-01")).await.is_empty(), "{list}");
        assert!(found(&ben, &format!("{list}&to=2020-01-01")).await.is_empty(), "{list}");
    }
    ben.get("/api/chat-rooms/?from=x&ordering=size").await.is_invalid(json!({
        "from": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."],
        "ordering": ["\"size\" is not a valid choice."],
    }));
}

#[tokio::test]
async fn rooms_that_were_rated_in_words_are_found() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (told, silent) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    for (room, rating) in [(&told, json!({"rating": 2, "comment": "Slow"})), (&silent, json!({"rating": 5}))] {
        ben.post_empty(&room.path("resolve/")).await.ok();
        ana.post(&room.path("rate/"), rating).await.ok();
    }
    assert_eq!(found(&ben, &format!("chat_user_id={}&has_comment=true", ana.user_id)).await, ids([&told]));
}
