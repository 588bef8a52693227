//! `GET /api/activity/`, where nobody else is.

use serde_json::{Value, json};
use tests::App;

async fn activity(app: &App) -> Value {
    let mut activity = app.admin().await.get("/api/activity/").await.ok();
    assert!(activity["time"].take().is_string());
    activity
}

#[tokio::test]
async fn what_goes_on_is_counted_and_nothing_else() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let nothing = json!({
        "time": null, "connections": 0, "online_users": 0, "online_agents": 0, "waiting": 0, "active": 0,
        "messages_last_minute": 0, "longest_wait_seconds": null, "unanswered": 0, "is_partial": false,
    });
    assert_eq!(activity(&app).await, nothing);

    let mut tabs = vec![ana.connect().await, ana.connect().await, ben.connect().await];
    let (_waits, over, room) =
        (ana.opens("Help").await, app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    ana.says(&room, "Hello?").await;
    ben.says(&room, "Hello!").await;
    ben.post_empty(&over.path("close/")).await.ok();
    let mut now = activity(&app).await;
    assert!(now["longest_wait_seconds"].take().as_u64().is_some_and(|seconds| seconds < 60));
    let expected = json!({
        "time": null, "connections": 3, "online_users": 2, "online_agents": 1, "waiting": 1, "active": 1,
        "messages_last_minute": 2, "longest_wait_seconds": null, "unanswered": 0, "is_partial": false,
    });
    assert_eq!(now, expected);

    // A second tab keeps its user online.
    for (connections, online_users) in [(2, 1), (1, 1), (0, 0)] {
        tabs.pop().expect("a connection").close().await;
        let is_so = |activity: &Value| {
            (&activity["connections"], &activity["online_users"]) == (&json!(connections), &json!(online_users))
        };
        while !is_so(&activity(&app).await) {}
    }
}

#[tokio::test]
async fn more_than_is_looked_at_is_said() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    for number in 0..50 {
        ana.says(&room, &format!("Hello {number}?")).await;
    }
    let activity = activity(&app).await;
    assert_eq!((&activity["messages_last_minute"], &activity["is_partial"]), (&json!(50), &json!(true)));
}
