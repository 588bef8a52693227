//! A customer who writes to a resolved room has it reopened: with its agent, if they can have it, or else where
//! everybody sees that somebody waits.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Actor, App, Room, shapes::pluck};

use crate::leaving::{active, state, waiting};

/// A room that its agent, who is there, has resolved.
async fn resolved_room(app: &App, customer: &Actor, agent: &Actor) -> Room {
    agent.comes_online().await;
    let room = app.active_room(customer, agent).await;
    agent.post_empty(&room.path("resolve/")).await.ok();
    room
}

#[tokio::test]
async fn a_customer_who_writes_again_is_back_with_their_agent() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = resolved_room(&app, &ana, &ben).await;
    let (mut hers, mut his) = (ana.connect().await, ben.connect().await);
    ana.says(&room, "It broke again").await;
    assert_eq!(state(&ana, &room).await, active(&ben));
    assert_eq!(ana.sees(&room).await["resolved_at"], Value::Null);
    for socket in [&mut hers, &mut his] {
        let updated = socket.expect_in(&room, "room.updated").await;
        assert_eq!(
            (&updated["data"]["change"], &updated["data"]["room"]["status"]),
            (&json!("reopened"), &json!("active"))
        );
        let announced = socket.expect_in(&room, "message.created").await;
        assert_eq!(announced["data"]["sender_type"], "system");
        let created = socket.expect_in(&room, "message.created").await;
        assert_eq!(created["data"]["content"], "It broke again");
        assert!(updated["seq"].as_u64() < created["seq"].as_u64());
    }
    let mine = ben.get("/api/chat-rooms/my_chats/").await.ok();
    assert_eq!(pluck(&mine["chats"], "id"), [json!(room.id)]);
}

#[tokio::test]
async fn every_way_to_write_reopens_a_room() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = resolved_room(&app, &ana, &ben).await;
    let mut socket = ana.connect().await;
    let frame = json!({"action": "message", "room_id": room.id, "content": "By WebSocket", "client_message_id": "1"});
    let ack = socket.ask(frame, "ack").await;
    let events = socket.sync_of(&room, 0).await;
    let seqs: Vec<u64> = pluck(&events["events"], "seq").iter().filter_map(Value::as_u64).collect();
    assert_eq!((seqs.last().copied(), seqs.clone()), (ack["data"]["seq"].as_u64(), (1..=seqs.len() as u64).collect()));
    assert_eq!(state(&ana, &room).await, active(&ben));
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.sends_file(&room, "notes.txt", b"By file").await.created();
    assert_eq!(state(&ana, &room).await, active(&ben));
}

#[tokio::test]
async fn a_visitor_who_writes_again_is_back_too() {
    let app = App::own().await;
    let (anon, ben) = (app.anon(), app.agent("ben").await);
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let body = json!({"session_id": started["session_id"]});
    let chat = anon.post("/api/chat/complete_chat/", body).await.created();
    let vera = anon.with_token(chat["token"].as_str().unwrap_or_default());
    let room = Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() };
    ben.post_empty(&room.path("take_chat/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.ok();
    let body = json!({"chat_room_id": room.id, "content": "It broke again"});
    vera.post("/api/chat/send_message/", body).await.created();
    assert_eq!(state(&vera, &room).await, active(&ben));
}

/// Reasons why a room's agent can't have it again.
#[derive(Clone, Copy, Debug)]
enum Absence {
    SignedOut,
    Unavailable,
    Full,
    Deactivated,
    Removed,
}

async fn is_absent(app: &App, agent: &Actor, absence: Absence) {
    let path = format!("/api/admin-agents/{}/", agent.agent_id);
    match absence {
        Absence::SignedOut => agent.post_empty("/api/auth/logout/").await.ok(),
        Absence::Unavailable => {
            agent.post_empty(&format!("/api/agents/{}/toggle_availability/", agent.agent_id)).await.ok()
        }
        Absence::Full => {
            let bea = app.customer("bea").await;
            app.active_room(&bea, agent).await;
            app.admin().await.patch(&path, json!({"max_concurrent_chats": 1})).await.ok()
        }
        Absence::Deactivated => app.admin().await.patch(&path, json!({"is_active": false})).await.ok(),
        Absence::Removed => app.admin().await.delete(&path).await.with_status(204),
    };
}

#[tokio::test]
async fn a_customer_whose_agent_cannot_have_them_waits_where_everybody_sees_it() {
    let absences = [Absence::SignedOut, Absence::Unavailable, Absence::Full, Absence::Deactivated, Absence::Removed];
    for absence in absences {
        let app = App::own().await;
        let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
        let room = resolved_room(&app, &ana, &ben).await;
        is_absent(&app, &ben, absence).await;
        let mut socket = cem.connect().await;
        ana.says(&room, "It broke again").await;
        assert_eq!(state(&ana, &room).await, waiting(), "{absence:?}");
        assert_eq!(socket.expect_in(&room, "room.updated").await["data"]["change"], "reopened", "{absence:?}");
        let queue = cem.get("/api/chat-rooms/waiting_chats/").await.ok();
        assert_eq!(pluck(&queue["chats"], "id"), [json!(room.id)], "{absence:?}");
        cem.post_empty(&room.path("take_chat/")).await.ok();
    }
}

#[tokio::test]
async fn only_a_new_message_of_the_customers_reopens_a_room() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.comes_online().await;
    let room = app.active_room(&ana, &ben).await;
    ana.sends_message(&room, "Thank you", Some("thanks")).await.created();
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.sends_message(&room, "Thank you", Some("thanks")).await.ok();
    ben.says(&room, "You're welcome").await;
    app.admin().await.says(&room, "Any time").await;
    assert_eq!(state(&ana, &room).await.0, "resolved");
    ana.post_empty(&room.path("close/")).await.ok();
    ana.sends_message(&room, "One more thing", None).await.with_status(400);
    assert_eq!(state(&ana, &room).await.0, "closed");
}

#[tokio::test]
async fn messages_at_once_reopen_a_room_once_and_all_are_stored() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = resolved_room(&app, &ana, &ben).await;
    let texts: Vec<String> = (0..6).map(|i| i.to_string()).collect();
    for answer in join_all(texts.iter().map(|text| ana.sends_message(&room, text, Some(text)))).await {
        answer.created();
    }
    let events = ana.connect().await.sync_of(&room, 0).await["events"].clone();
    let is_reopening = |event: &&Value| event["data"]["change"] == "reopened";
    assert_eq!(events.as_array().into_iter().flatten().filter(is_reopening).count(), 1);
    assert_eq!(ana.reads_all(&room).await.len(), 6);
    assert_eq!(ben.get("/api/agents/").await.ok()["results"][0]["current_active_chats"], 1);
}
