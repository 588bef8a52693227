//! `GET /api/activity/`. Others are active as well: what one test does is the least that there is.

use serde_json::Map;
use tests::App;

#[tokio::test]
async fn connections_rooms_and_messages_are_counted() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let _connections = (ana.connect().await, ben.connect().await);
    let _waiting = ana.opens("Help").await;
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello?").await;
    let activity = app.admin().await.get("/api/activity/").await.ok();
    let expected = [
        ("connections", 2),
        ("online_users", 1),
        ("online_agents", 1),
        ("waiting", 1),
        ("active", 1),
        ("unanswered", 1),
        ("longest_wait_seconds", 0),
        ("messages_last_minute", 1),
    ];
    for (what, least) in expected {
        assert!(activity[what].as_u64().is_some_and(|count| count >= least), "{what}: {activity}");
    }
    assert!(activity["time"].is_string() && activity["is_partial"].is_boolean(), "{activity}");
    assert_eq!(activity.as_object().map(Map::len), Some(expected.len() + 2), "{activity}");
}
