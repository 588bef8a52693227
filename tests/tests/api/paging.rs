//! Lists by cursor.

use serde_json::{Value, json};
use tests::{Actor, App, shapes::pluck};

/// Walks a list forward to its end and back to its beginning; gives what was on the pages, in the list's order.
async fn there_and_back(actor: &Actor, path: &str) -> (Vec<Value>, Vec<Value>) {
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let mut page = actor.get(path).await.ok();
    assert!(page["previous"].is_null(), "{path}");
    loop {
        there.push(page["results"].clone());
        let Some(next) = page["next"].as_str() else { break };
        page = actor.get(next).await.ok();
    }
    loop {
        back.insert(0, page["results"].clone());
        let Some(previous) = page["previous"].as_str() else { break };
        page = actor.get(previous).await.ok();
    }
    (there, back)
}

fn flat(pages: &[Value]) -> Vec<Value> {
    pages.iter().flat_map(|page| pluck(page, "id")).collect()
}

#[tokio::test]
async fn rooms_walked_there_and_back_come_once_and_in_order() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut opened = Vec::new();
    for i in 0..23 {
        opened.insert(0, json!(ana.opens(&i.to_string()).await.id));
    }
    for actor in [&ana, app.admin().await] {
        for size in [1, 5, 22, 23, 24, 100] {
            let (there, back) = there_and_back(actor, &format!("/api/chat-rooms/?page_size={size}")).await;
            assert_eq!(flat(&there), opened, "page_size={size}");
            assert_eq!(flat(&back), opened, "page_size={size}, back");
        }
        assert_eq!(actor.get("/api/chat-rooms/").await.ok()["results"].as_array().map(Vec::len), Some(20));
    }
}

#[tokio::test]
async fn a_filtered_list_is_walked_the_same_way() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut odd = Vec::new();
    for i in 0..15 {
        let tags = if i % 2 == 1 { json!(["odd", "a&b=c"]) } else { json!([]) };
        let room = ana.opens_with(json!({"subject": i.to_string(), "tags": tags})).await;
        if i % 2 == 1 {
            odd.insert(0, json!(room.id));
        }
    }
    for query in ["tag=odd", "tag=a%26b%3Dc&status=waiting"] {
        let (there, back) = there_and_back(&ana, &format!("/api/chat-rooms/?{query}&page_size=2")).await;
        assert_eq!((flat(&there), flat(&back)), (odd.clone(), odd.clone()), "{query}");
    }
}

#[tokio::test]
async fn the_queue_is_walked_by_urgency_then_by_age() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for (subject, priority) in
        [("d", "medium"), ("a", "urgent"), ("f", "low"), ("c", "high"), ("b", "urgent"), ("e", "medium")]
    {
        ana.opens_with(json!({"subject": subject, "priority": priority})).await;
    }
    let (there, back) = there_and_back(app.admin().await, "/api/chat-rooms/?status=waiting&page_size=4").await;
    let subjects = |pages: &[Value]| pages.iter().flat_map(|page| pluck(page, "subject")).collect::<Vec<_>>();
    assert_eq!(subjects(&there), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(subjects(&back), ["a", "b", "c", "d", "e", "f"]);
}

#[tokio::test]
async fn messages_walked_there_and_back_come_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for i in 0..12 {
        ana.says(&room, &i.to_string()).await;
    }
    let path = room.path("messages/?page_size=5");
    let (there, back) = there_and_back(&ana, &path).await;
    let seqs: Vec<_> = there.iter().map(|page| pluck(page, "seq")).collect();
    assert_eq!(seqs, [(8..=12).collect::<Vec<_>>(), (3..=7).collect(), (1..=2).collect()]);
    let mut all = flat(&back);
    all.sort_by_key(ToString::to_string);
    all.dedup();
    assert_eq!(all.len(), 12);
}

#[tokio::test]
async fn notifications_users_and_agents_are_walked_the_same_way() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.agent("cleo").await;
    for _ in 0..3 {
        app.active_room(&ana, &ben).await;
    }
    for (path, count) in [
        ("/api/notifications/?page_size=4", 6),
        ("/api/users/?page_size=3", 4),
        ("/api/agents/?page_size=1", 2),
        ("/api/admin-agents/?page_size=1", 2),
        ("/api/agents/available/?page_size=1", 2),
    ] {
        let actor = if path.contains("admin") { app.admin().await } else { &ben };
        let (there, back) = there_and_back(actor, path).await;
        assert_eq!(flat(&there).len(), count, "{path}");
        assert_eq!(flat(&there), flat(&back), "{path}");
    }
}

#[tokio::test]
async fn new_rooms_do_not_shift_the_pages() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut opened = Vec::new();
    for i in 0..4 {
        opened.insert(0, json!(ana.opens(&i.to_string()).await.id));
    }
    let first = ana.get("/api/chat-rooms/?page_size=2").await.ok();
    ana.opens("new").await;
    let second = ana.get(first["next"].as_str().unwrap_or_default()).await.ok();
    assert_eq!(flat(&[first["results"].clone(), second["results"].clone()]), opened);
}

#[tokio::test]
async fn next_and_previous_are_absolute_and_keep_the_filters() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for _ in 0..3 {
        ana.opens("Help").await;
    }
    let page = ana.get("/api/chat-rooms?status=waiting&page_size=1").await.ok();
    let next = page["next"].as_str().unwrap_or_default();
    assert!(next.starts_with(&format!("{}/api/chat-rooms/?", app.base_url())), "{next}");
    assert!(next.contains("status=waiting") && next.contains("page_size=1"), "{next}");
    let second = ana.get(next).await.ok();
    let previous = second["previous"].as_str().unwrap_or_default();
    assert!(previous.starts_with(app.base_url()), "{previous}");
    assert_eq!(ana.get(previous).await.ok()["results"], page["results"]);
}

#[tokio::test]
async fn a_page_has_one_to_a_hundred_items() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for i in 0..101 {
        ana.says(&room, &i.to_string()).await;
    }
    for (size, expected) in [("100", 100), ("101", 100), ("100000", 100), ("1", 1), ("0", 20), ("-1", 20), ("x", 20)] {
        let page = ana.get(&room.path(&format!("messages/?page_size={size}"))).await.ok();
        assert_eq!(page["results"].as_array().map(Vec::len), Some(expected), "page_size={size}");
        assert_eq!(page["count"], 101);
    }
}

#[tokio::test]
async fn a_bad_cursor_is_an_invalid_page() {
    let app = App::start().await;
    let (ana, admin) = (app.customer("ana").await, app.admin().await);
    let room = ana.opens("Help").await;
    // The last one is a cursor in form, of places that are in no list.
    for cursor in ["x", "%00", "eyJwIjoxfQ", "eyJwIjp7ImsiOiJ4IiwicyI6InkifX0"] {
        for path in
            ["/api/chat-rooms/", "/api/messages/", "/api/notifications/", "/api/agents/", &room.path("messages/")]
        {
            ana.get(&format!("{path}?cursor={cursor}")).await.is_error(404, "Invalid page.");
        }
        admin.get(&format!("/api/users/?cursor={cursor}")).await.is_error(404, "Invalid page.");
    }
}

#[tokio::test]
async fn a_cursor_opens_no_other_room() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let (room, eves) = (ana.opens("Help").await, eve.opens("Mine").await);
    for _ in 0..3 {
        ana.says(&room, "secret").await;
    }
    let page = ana.get(&room.path("messages/?page_size=1")).await.ok();
    let next = page["next"].as_str().unwrap_or_default();
    eve.get(next).await.is_not_found();
    let stolen = next.replace(&room.id, &eves.id);
    let answer = eve.get(&stolen).await;
    assert!(answer.status == 404 || answer.json["results"] == json!([]), "{}", answer.json);
}
