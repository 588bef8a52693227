//! `POST /api/chat-rooms/{id}/close/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_ROOM, assert_has, assert_time},
};

#[tokio::test]
async fn a_customer_closes_their_own_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut bens = ben.connect().await;
    let closed = ana.post_empty(&room.path("close/")).await.ok();
    assert_has(&closed, CHAT_ROOM);
    assert_eq!(closed["status"], "closed");
    assert_time(&closed["closed_at"]);
    assert_eq!(bens.expect_in(&room, "room.updated").await["data"]["change"], "closed");
    assert_eq!(bens.expect_in(&room, "notification.created").await["data"]["notification_type"], "chat_closed");
    let agent = app.admin().await.get(&format!("/api/admin-agents/{}/", ben.agent_id)).await.ok();
    assert_eq!(agent["current_active_chats"], 0);
}

#[tokio::test]
async fn the_assigned_agent_and_an_admin_close_it() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for actor in [&ben, app.admin().await] {
        let room = app.active_room(&ana, &ben).await;
        assert_eq!(actor.post(&room.path("close/"), json!({})).await.ok()["status"], "closed");
    }
}

#[tokio::test]
async fn another_agent_does_not() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    cleo.post_empty(&room.path("close/")).await.is_forbidden();
    app.anon().post_empty(&room.path("close/")).await.is_not_authenticated();
}

#[tokio::test]
async fn a_closed_room_is_closed_for_good() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let message = ana.says(&room, "Hello").await;
    ana.post_empty(&room.path("close/")).await.ok();
    let again = json!({"non_field_errors": ["A closed chat can't be closed."]});
    ana.post_empty(&room.path("close/")).await.is_invalid(again);
    ana.sends_message(&room, "One more", None).await.is_invalid(json!({"chat_room_id": ["This chat has ended."]}));
    ana.edits(&message, "Bye").await.with_status(400);
    assert_eq!(ana.reads_all(&room).await, [message]);
}
