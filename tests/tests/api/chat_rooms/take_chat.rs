//! `POST /api/chat-rooms/{id}/take_chat/`

use futures_util::future::join_all;
use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_ROOM, assert_has},
    until_answered,
};

#[tokio::test]
async fn an_agent_takes_a_waiting_room_and_everyone_learns_of_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = ana.opens("Help").await;
    let mut sockets = [ana.connect().await, ben.connect().await, cleo.connect().await];
    let taken = ben.post_empty(&room.path("take_chat/")).await.ok();
    assert_has(&taken, CHAT_ROOM);
    assert_eq!((&taken["status"], &taken["agent"]["id"]), (&json!("active"), &json!(ben.agent_id)));
    assert_eq!(taken["agent"]["current_active_chats"], 1);
    for socket in &mut sockets {
        assert_eq!(socket.expect_in(&room, "room.updated").await["data"]["change"], "taken");
    }
    let [anas, ..] = &mut sockets;
    let said = anas.expect_in(&room, "message.created").await;
    assert_eq!(
        (&said["data"]["sender_type"], &said["data"]["content"]),
        (&json!("system"), &json!("Ben Agent joined the chat."))
    );
    assert_eq!(anas.expect_in(&room, "notification.created").await["data"]["notification_type"], "agent_assigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_agents_who_take_a_room_at_once_exactly_one_gets_it() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let agents = join_all((0..5).map(async |i| app.agent(&format!("ben{i}")).await)).await;
    let room = ana.opens("Help").await;
    let path = room.path("take_chat/");
    let answers = join_all(agents.iter().map(|agent| until_answered(|| agent.post_empty(&path)))).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 4));
    for answer in lost {
        let refused = answer.with_status(400);
        assert_eq!(refused["error"], "Chat already taken");
        assert!(refused["detail"].is_string());
    }
    assert_eq!(ana.sees(&room).await["agent"]["id"], won[0].json["agent"]["id"]);
}

#[tokio::test]
async fn taking_it_again_changes_nothing() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let taken = ben.post_empty(&room.path("take_chat/")).await.ok();
    assert_eq!(ben.post_empty(&room.path("take_chat/")).await.ok(), taken);
}

#[tokio::test]
async fn a_full_or_unavailable_agent_takes_none() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let full = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    app.active_room(&ana, &full).await;
    let room = ana.opens("Help").await;
    for (agent, error) in [(&full, "Chat limit reached"), (&away, "You're away")] {
        assert_eq!(agent.post_empty(&room.path("take_chat/")).await.with_status(400)["error"], error);
    }
    assert_eq!(ana.sees(&room).await["status"], "waiting");
}

#[tokio::test]
async fn only_agents_take_rooms_and_only_waiting_ones() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    ana.post_empty(&room.path("take_chat/")).await.is_forbidden();
    app.anon().post_empty(&room.path("take_chat/")).await.is_not_authenticated();
    app.admin().await.post_empty(&room.path("take_chat/")).await.is_error(403, "Only an agent can take a chat.");
    ana.post_empty(&room.path("close/")).await.ok();
    assert_eq!(ben.post_empty(&room.path("take_chat/")).await.with_status(400)["error"], "Chat is over");
}
