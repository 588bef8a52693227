//! Lists by cursor.

use serde_json::json;
use tests::{
    App,
    shapes::{ids, pluck},
};

#[tokio::test]
async fn a_filtered_list_is_walked_the_same_way() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut odd = Vec::new();
    for i in 0..15 {
        let (priority, subject) = if i % 2 == 1 { ("low", "odd a&b=c") } else { ("medium", "even") };
        let room = ana.opens_with(json!({"subject": subject, "priority": priority})).await;
        if i % 2 == 1 {
            odd.insert(0, json!(room.id));
        }
    }
    for query in ["priority=low", "search=a%26b%3Dc&status=waiting"] {
        let (there, back) = ana.walks_there_and_back(&format!("/api/chat-rooms/?{query}&page_size=2")).await;
        assert_eq!((ids(&there), ids(&back)), (odd.clone(), odd.clone()), "{query}");
    }
}

/// Clients that count pages go on until there is none.
#[tokio::test]
async fn page_numbers_lead_through_a_list_and_end() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut rooms = Vec::new();
    for i in 0..5 {
        rooms.insert(0, json!(ana.opens(&i.to_string()).await.id));
    }
    let mut seen = Vec::new();
    for page in 1..=3 {
        let list = ana.get(&format!("/api/chat-rooms/?page={page}&page_size=2")).await.ok();
        assert_eq!(list["count"], 5);
        assert_eq!((list["next"].is_null(), list["previous"].is_null()), (page == 3, page == 1));
        seen.extend(pluck(&list["results"], "id"));
    }
    assert_eq!(seen, rooms);
    for page in ["4", "99", "0", "-1", "last", "x"] {
        let answer = ana.get(&format!("/api/chat-rooms/?page={page}&page_size=2")).await;
        answer.is_error(404, "Invalid page.");
    }
    let room = tests::Room { id: rooms[0].as_str().unwrap_or_default().into() };
    for i in 0..3 {
        ana.says(&room, &i.to_string()).await;
    }
    for path in ["/api/messages/?", &room.path("messages/?")] {
        let list = ana.get(&format!("{path}page=2&page_size=2")).await.ok();
        assert_eq!((list["count"].clone(), list["results"].as_array().map(Vec::len)), (json!(3), Some(1)), "{path}");
        ana.get(&format!("{path}page=3&page_size=2")).await.is_error(404, "Invalid page.");
    }
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
    let (there, back) = ana.walks_there_and_back(&path).await;
    let seqs: Vec<_> = there.iter().map(|page| pluck(page, "seq")).collect();
    assert_eq!(seqs, [(8..=12).collect::<Vec<_>>(), (3..=7).collect(), (1..=2).collect()]);
    let mut all = ids(&back);
    all.sort_by_key(ToString::to_string);
    all.dedup();
    assert_eq!(all.len(), 12);
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
    assert_eq!(ids(&[first["results"].clone(), second["results"].clone()]), opened);
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
