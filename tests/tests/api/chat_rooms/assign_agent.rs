//! `POST /api/chat-rooms/{id}/assign_agent/`

use serde_json::json;
use tests::{
    App, NO_AGENT,
    shapes::{AGENT, CHAT_ROOM, assert_has, assert_time},
};

#[tokio::test]
async fn an_admin_gives_a_room_to_an_agent() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let assigned = app.assign(&room, &ben).await;
    assert_has(&assigned, CHAT_ROOM);
    assert_has(&assigned["agent"], AGENT);
    assert_eq!((&assigned["status"], &assigned["agent_assigned"]), (&json!("active"), &json!(true)));
    assert_eq!((&assigned["agent"]["id"], &assigned["agent_name"]), (&json!(ben.agent_id), &json!("Ben Agent")));
    assert_eq!(assigned["agent"]["current_active_chats"], 1);
    assert_time(&assigned["assigned_at"]);
}

#[tokio::test]
async fn everyone_concerned_learns_of_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = ana.opens("Help").await;
    let mut sockets = [ana.connect().await, ben.connect().await, cleo.connect().await];
    app.assign(&room, &ben).await;
    for socket in &mut sockets {
        let event = socket.expect_in(&room, "room.updated").await;
        assert_eq!(event["seq"], 1);
        assert_eq!(
            (&event["data"]["change"], &event["data"]["room"]["status"]),
            (&json!("assigned"), &json!("active"))
        );
    }
    let [anas, bens, cleos] = &mut sockets;
    assert_eq!(anas.expect_in(&room, "notification.created").await["data"]["notification_type"], "agent_assigned");
    assert_eq!(bens.expect_in(&room, "notification.created").await["data"]["notification_type"], "agent_assigned");
    assert!(cleos.arrived_in(&room).await.is_empty());
}

#[tokio::test]
async fn the_same_agent_again_changes_nothing() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let first = app.assign(&room, &ben).await;
    assert_eq!(app.assign(&room, &ben).await, first);
}

#[tokio::test]
async fn another_agent_takes_over() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = ana.opens("Help").await;
    let first = app.assign(&room, &ben).await;
    let mut bens = ben.connect().await;
    let second = app.assign(&room, &cleo).await;
    assert_eq!((&second["agent"]["id"], &second["status"]), (&json!(cleo.agent_id), &json!("active")));
    assert_eq!(second["assigned_at"], first["assigned_at"]);
    assert_eq!(bens.expect_in(&room, "room.updated").await["data"]["change"], "transferred");
    for (agent, chats) in [(&ben, 0), (&cleo, 1)] {
        let agent = app.admin().await.get(&format!("/api/admin-agents/{}/", agent.agent_id)).await.ok();
        assert_eq!(agent["current_active_chats"], chats);
    }
}

#[tokio::test]
async fn a_full_or_unavailable_agent_gets_none_and_nothing_changes() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let full = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    app.active_room(&ana, &full).await;
    let room = ana.opens("Help").await;
    let before = ana.sees(&room).await;
    for (agent, name) in [(full, "Ben Agent"), (away, "Cleo Agent")] {
        let body = json!({"agent_id": agent.agent_id});
        let refused = app.admin().await.post(&room.path("assign_agent/"), body).await;
        refused.is_invalid(json!({"agent_id": [format!("{name} is away or at their chat limit.")]}));
    }
    assert_eq!(ana.sees(&room).await, before);
}

#[tokio::test]
async fn a_refused_handover_leaves_the_room_with_its_agent() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    let room = app.active_room(&ana, &ben).await;
    let before = ana.sees(&room).await;
    let body = json!({"agent_id": away.agent_id});
    app.admin().await.post(&room.path("assign_agent/"), body).await.with_status(400);
    assert_eq!(ana.sees(&room).await, before);
}

#[tokio::test]
async fn it_takes_an_agent_that_exists() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (room, admin) = (ana.opens("Help").await, app.admin().await);
    let path = room.path("assign_agent/");
    admin.post(&path, json!({})).await.is_invalid(json!({"agent_id": ["This field is required."]}));
    admin.post(&path, json!({"agent_id": "x"})).await.is_invalid(json!({"agent_id": ["A valid integer is required."]}));
    let unknown = format!("Invalid pk \"{NO_AGENT}\" - object does not exist.");
    admin.post(&path, json!({"agent_id": NO_AGENT})).await.is_invalid(json!({"agent_id": [unknown]}));
}

#[tokio::test]
async fn only_an_admin_assigns() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let body = json!({"agent_id": ben.agent_id});
    for actor in [&ana, &ben] {
        actor.post(&room.path("assign_agent/"), body.clone()).await.is_forbidden();
    }
    app.anon().post(&room.path("assign_agent/"), body).await.is_not_authenticated();
}

#[tokio::test]
async fn a_room_that_is_over_can_not_be_assigned() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    ana.post_empty(&room.path("close/")).await.ok();
    let body = json!({"agent_id": ben.agent_id});
    app.admin().await.post(&room.path("assign_agent/"), body).await.with_status(400);
    assert_eq!(ana.sees(&room).await["status"], "closed");
}
