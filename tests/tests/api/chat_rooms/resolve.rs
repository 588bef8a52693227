//! `POST /api/chat-rooms/{id}/resolve/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_ROOM, assert_has, assert_time},
};

#[tokio::test]
async fn the_assigned_agent_resolves_a_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    let resolved = ben.post(&room.path("resolve/"), json!({})).await.ok();
    assert_has(&resolved, CHAT_ROOM);
    assert_eq!(resolved["status"], "resolved");
    assert_time(&resolved["resolved_at"]);
    assert_eq!(
        (&resolved["agent"]["current_active_chats"], &resolved["agent"]["total_resolved_chats"]),
        (&json!(0), &json!(1))
    );
    let event = anas.expect("room.updated").await;
    assert_eq!((&event["data"]["change"], &event["data"]["room"]["status"]), (&json!("resolved"), &json!("resolved")));
    assert_eq!(anas.expect("notification.created").await["data"]["notification_type"], "chat_resolved");
}

#[tokio::test]
async fn an_admin_resolves_any_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    assert_eq!(app.admin().await.post_empty(&room.path("resolve/")).await.ok()["status"], "resolved");
}

#[tokio::test]
async fn neither_its_customer_nor_another_agent_does() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    ana.post_empty(&room.path("resolve/")).await.is_forbidden();
    cleo.post_empty(&room.path("resolve/")).await.is_forbidden();
    app.anon().post_empty(&room.path("resolve/")).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["status"], "active");
}

#[tokio::test]
async fn a_room_that_nobody_has_is_resolved_or_closed_by_any_agent() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for end in ["resolve/", "close/"] {
        let spam = ana.opens("Buy this").await;
        ana.post_empty(&spam.path("resolve/")).await.is_forbidden();
        ben.post_empty(&spam.path(end)).await.ok();
        let waiting = ben.walks("/api/chat-rooms/?status=waiting").await;
        assert!(waiting.iter().all(|room| room["id"] != spam.id.as_str()));
    }
}

#[tokio::test]
async fn what_is_over_can_not_be_resolved() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let illegal = |status: &str| json!({"non_field_errors": [format!("A {status} chat can't be resolved.")]});
    app.assign(&room, &ben).await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.is_invalid(illegal("resolved"));
    ben.post_empty(&room.path("close/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.is_invalid(illegal("closed"));
}

#[tokio::test]
async fn a_resolved_room_still_takes_messages() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.says(&room, "Thanks!").await;
}
