//! `GET /api/chat-rooms/`

use serde_json::{Value, json};
use tests::{
    Actor, App, Room,
    shapes::{CHAT_ROOM, LIST, assert_has, pluck},
};

async fn found(actor: &Actor, query: &str) -> Vec<Value> {
    pluck(&json!(actor.walks(&format!("/api/chat-rooms/?{query}")).await), "id")
}

fn ids<const N: usize>(rooms: [&Room; N]) -> [Value; N] {
    rooms.map(|room| json!(room.id))
}

#[tokio::test]
async fn customers_see_their_own_rooms_and_staff_all() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let (anas, beas) = (ana.opens("A").await, bea.opens("B").await);
    let list = ana.get("/api/chat-rooms/").await.ok();
    assert_has(&list, LIST);
    assert_has(&list["results"][0], CHAT_ROOM);
    assert_eq!(found(&ana, "").await, ids([&anas]));
    assert_eq!(found(&bea, "").await, ids([&beas]));
    for actor in [&ben, app.admin().await] {
        assert_eq!(found(actor, "").await, ids([&beas, &anas]));
    }
    app.anon().get("/api/chat-rooms/").await.is_not_authenticated();
}

#[tokio::test]
async fn a_list_shows_a_room_as_it_is() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello").await;
    assert_eq!(ana.walks("/api/chat-rooms/").await, [ana.sees(&room).await]);
    assert_eq!(ben.walks("/api/chat-rooms/").await, [ben.sees(&room).await]);
}

#[tokio::test]
async fn rooms_are_filtered_by_status() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let waiting = ana.opens("waiting").await;
    let active = app.active_room(&ana, &ben).await;
    let resolved = app.active_room(&ana, &ben).await;
    ben.post_empty(&resolved.path("resolve/")).await.ok();
    let closed = ana.opens("closed").await;
    ana.post_empty(&closed.path("close/")).await.ok();
    for actor in [&ana, &ben] {
        for (status, room) in [("waiting", &waiting), ("active", &active), ("resolved", &resolved), ("closed", &closed)]
        {
            assert_eq!(found(actor, &format!("status={status}")).await, ids([room]), "{status}");
        }
    }
}

#[tokio::test]
async fn rooms_are_filtered_by_priority_tag_and_words() {
    let app = App::start().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let fire = ana.opens_with(json!({"subject": "Fire!", "priority": "urgent", "tags": ["hot", "red"]})).await;
    let ice = bea.opens_with(json!({"subject": "Ice", "description": "too cold", "tags": ["cold"]})).await;
    let admin = app.admin().await;
    for (query, room) in [
        ("priority=urgent", &fire),
        ("priority=medium", &ice),
        ("tag=red", &fire),
        ("tag=cold", &ice),
        ("search=FIRE", &fire),
        ("search=too+cold", &ice),
        ("search=bea", &ice),
        ("tag=hot&priority=urgent", &fire),
    ] {
        assert_eq!(found(admin, query).await, ids([room]), "{query}");
    }
    assert!(found(admin, "tag=hot&priority=low").await.is_empty());
    assert!(found(&ana, "tag=cold").await.is_empty());
    assert_eq!(found(&ana, "search=fire").await, ids([&fire]));
}

#[tokio::test]
async fn a_search_follows_a_changed_subject() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Fire").await;
    let admin = app.admin().await;
    admin.patch(&room.path(""), json!({"subject": "Ice", "tags": ["new"]})).await.ok();
    assert!(found(admin, "search=fire").await.is_empty());
    assert_eq!(found(admin, "search=ice&tag=new").await, ids([&room]));
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
        assert!(found(actor, "agent_id=99").await.is_empty());
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
