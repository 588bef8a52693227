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
    let app = App::own().await;
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
async fn rooms_are_filtered_by_status() {
    let app = App::own().await;
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
    let app = App::own().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let fire = ana.opens("Fire!").await;
    let ice = bea.opens_with(json!({"subject": "Ice", "description": "too cold"})).await;
    let admin = app.admin().await;
    admin.files(&fire, json!({"priority": "urgent", "tags": ["hot", "red"]})).await;
    admin.files(&ice, json!({"tags": ["cold"]})).await;
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
