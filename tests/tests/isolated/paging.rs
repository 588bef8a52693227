//! Lists by cursor.

use serde_json::{Value, json};
use tests::{
    App,
    shapes::{ids, pluck},
};

#[tokio::test]
async fn rooms_walked_there_and_back_come_once_and_in_order() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let mut opened = Vec::new();
    for i in 0..23 {
        opened.insert(0, json!(ana.opens(&i.to_string()).await.id));
    }
    for actor in [&ana, app.admin().await] {
        for size in [1, 5, 22, 23, 24, 100] {
            let (there, back) = actor.walks_there_and_back(&format!("/api/chat-rooms/?page_size={size}")).await;
            assert_eq!(ids(&there), opened, "page_size={size}");
            assert_eq!(ids(&back), opened, "page_size={size}, back");
        }
        assert_eq!(actor.get("/api/chat-rooms/").await.ok()["results"].as_array().map(Vec::len), Some(20));
    }
}

#[tokio::test]
async fn the_queue_is_walked_by_urgency_then_by_age() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    for (subject, priority) in
        [("d", "medium"), ("a", "urgent"), ("f", "low"), ("c", "high"), ("b", "urgent"), ("e", "medium")]
    {
        let room = ana.opens(subject).await;
        app.admin().await.files(&room, json!({"priority": priority})).await;
    }
    let (there, back) = app.admin().await.walks_there_and_back("/api/chat-rooms/?status=waiting&page_size=4").await;
    let subjects = |pages: &[Value]| pages.iter().flat_map(|page| pluck(page, "subject")).collect::<Vec<_>>();
    assert_eq!(subjects(&there), ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(subjects(&back), ["a", "b", "c", "d", "e", "f"]);
}

#[tokio::test]
async fn notifications_users_and_agents_are_walked_the_same_way() {
    let app = App::own().await;
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
        let (there, back) = actor.walks_there_and_back(path).await;
        assert_eq!(ids(&there).len(), count, "{path}");
        assert_eq!(ids(&there), ids(&back), "{path}");
    }
}

#[tokio::test]
async fn next_and_previous_are_absolute_and_keep_the_filters() {
    let app = App::own().await;
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
