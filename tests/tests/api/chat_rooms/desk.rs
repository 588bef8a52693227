//! `GET /api/chat-rooms/waiting_chats/`, `my_chats/`, `all_chats/`, `filtered_chats/` and `resolved_closed_chats/`

use serde_json::{Value, json};
use tests::{
    Actor, App, Room,
    shapes::{assert_has, pluck},
};

async fn chats(actor: &Actor, list: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut url = Some(format!("/api/chat-rooms/{list}"));
    while let Some(here) = url {
        let page = actor.get(&here).await.ok();
        let pagination = &page["pagination"];
        assert_has(pagination, &["next", "previous", "has_next", "has_previous", "total_chats"]);
        assert_eq!(pagination["has_next"], !pagination["next"].is_null());
        url = pagination["next"].as_str().map(str::to_owned);
        found.extend(pluck(&page["chats"], "id"));
    }
    found
}

/// Those of these rooms that are in a list, in the list's order: other tests may have rooms there too.
async fn of_these(actor: &Actor, list: &str, rooms: &[&Room]) -> Vec<String> {
    let ids: Vec<Value> = rooms.iter().map(|room| json!(room.id)).collect();
    let found = chats(actor, list).await.into_iter().filter(|id| ids.contains(id));
    found.map(|id| id.as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn the_queue_goes_by_priority_and_then_by_age() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let low = ana.opens_with(json!({"subject": "A", "priority": "low"})).await;
    let first = ana.opens("B").await;
    let second = ana.opens("C").await;
    let urgent = ana.opens("D").await;
    ben.files(&urgent, json!({"priority": "urgent"})).await;
    app.active_room(&ana, &ben).await;
    let queue = of_these(&ben, "waiting_chats/?page_size=2", &[&low, &first, &second, &urgent]).await;
    assert_eq!(queue, [urgent.id.as_str(), first.id.as_str(), second.id.as_str(), low.id.as_str()]);
}

#[tokio::test]
async fn an_agents_own_chats_bring_their_last_messages() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    app.active_room(&ana, &cleo).await;
    for i in 0..25 {
        ana.says(&room, &i.to_string()).await;
    }
    let page = ben.get("/api/chat-rooms/my_chats/").await.ok();
    assert_eq!(pluck(&page["chats"], "id"), [json!(room.id)]);
    assert_eq!(page["pagination"]["total_chats"], 1);
    let messages = pluck(&page["chats"][0]["messages"], "content");
    assert_eq!(messages, (5..25).map(|i| i.to_string()).collect::<Vec<_>>());
    ben.post_empty(&room.path("resolve/")).await.ok();
    assert!(chats(&ben, "my_chats/").await.is_empty());
}

#[tokio::test]
async fn what_is_over_is_listed_to_its_agent_and_to_admins() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let (resolved, closed) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    let (open, cleos) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &cleo).await);
    ben.post_empty(&resolved.path("resolve/")).await.ok();
    ben.post_empty(&closed.path("close/")).await.ok();
    cleo.post_empty(&cleos.path("close/")).await.ok();
    let rooms = [&resolved, &closed, &open, &cleos];
    let list = "resolved_closed_chats/?page_size=1";
    assert_eq!(of_these(&ben, list, &rooms).await, [resolved.id.as_str(), closed.id.as_str()]);
    assert_eq!(of_these(&cleo, list, &rooms).await, [cleos.id.as_str()]);
    let all = of_these(app.admin().await, "resolved_closed_chats/?page_size=100", &rooms).await;
    assert_eq!(all, [cleos.id.as_str(), closed.id.as_str(), resolved.id.as_str()]);
}

#[tokio::test]
async fn all_chats_are_for_admins_and_filters_for_all_staff() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (tagged, other) = (ana.opens("A").await, ana.opens("B").await);
    ben.files(&tagged, json!({"tags": ["vip"]})).await;
    let rooms = [&tagged, &other];
    let all = of_these(app.admin().await, "all_chats/?page_size=100", &rooms).await;
    assert_eq!(all, [other.id.as_str(), tagged.id.as_str()]);
    assert_eq!(of_these(&ben, "filtered_chats/?tag=vip&page_size=100", &rooms).await, [tagged.id.as_str()]);
    ben.get("/api/chat-rooms/all_chats/").await.is_forbidden();
}

#[tokio::test]
async fn customers_see_none_of_these_lists() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for list in ["waiting_chats/", "my_chats/", "all_chats/", "filtered_chats/", "resolved_closed_chats/"] {
        let path = format!("/api/chat-rooms/{list}");
        ana.get(&path).await.is_forbidden();
        app.anon().get(&path).await.is_not_authenticated();
    }
}
