//! `POST /api/chat-rooms/{id}/unassign_agent/`

use serde_json::json;
use tests::App;

#[tokio::test]
async fn its_agent_puts_a_room_back_into_the_queue_and_everyone_learns_of_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let mut sockets = [ana.connect().await, ben.connect().await, cleo.connect().await];
    let waiting = ben.post_empty(&room.path("unassign_agent/")).await.ok();
    assert_eq!((&waiting["status"], &waiting["agent"]), (&json!("waiting"), &json!(null)));
    for socket in &mut sockets {
        let event = socket.expect_in(&room, "room.updated").await;
        assert_eq!(
            (&event["data"]["change"], &event["data"]["room"]["status"]),
            (&json!("unassigned"), &json!("waiting"))
        );
    }
    let said = sockets[0].expect_in(&room, "message.created").await;
    assert_eq!(said["data"]["content"], "Ben Agent has left the chat. Another agent will be with you shortly.");
    let agent = app.admin().await.get(&format!("/api/admin-agents/{}/", ben.agent_id)).await.ok();
    assert_eq!(agent["current_active_chats"], 0);
    assert_eq!(cleo.post_empty(&room.path("take_chat/")).await.ok()["agent"]["id"], cleo.agent_id);
}

#[tokio::test]
async fn an_admin_does_so_with_any_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    assert_eq!(app.admin().await.post_empty(&room.path("unassign_agent/")).await.ok()["status"], "waiting");
}

#[tokio::test]
async fn nobody_else_does() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    ana.post_empty(&room.path("unassign_agent/")).await.is_forbidden();
    cleo.post_empty(&room.path("unassign_agent/")).await.is_forbidden();
    app.anon().post_empty(&room.path("unassign_agent/")).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["status"], "active");
}

#[tokio::test]
async fn a_room_without_an_agent_stays_as_it_is() {
    let app = App::start().await;
    let room = app.customer("ana").await.opens("Help").await;
    let refused = app.admin().await.post_empty(&room.path("unassign_agent/")).await;
    refused.is_invalid(json!({"non_field_errors": ["A waiting chat can't be unassigned."]}));
}
