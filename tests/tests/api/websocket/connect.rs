//! Connecting, and being refused.

use serde_json::json;
use tests::{Actor, App, shapes::assert_time};

async fn ticket(actor: &Actor) -> String {
    let ticket = actor.post("/api/auth/ws-ticket/", json!({})).await.ok();
    format!("?ticket={}", ticket["ticket"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_token_opens_a_connection_and_so_does_a_ticket() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let by_ticket = ana.try_connect(&ticket(&ana).await).await;
    assert!(by_ticket.is_ok());
    for mut socket in [ana.connect().await, by_ticket.unwrap_or_else(|status| panic!("{status}"))] {
        let pong = socket.ask(json!({"action": "ping"}), "pong").await;
        assert_time(&pong["time"]);
    }
}

#[tokio::test]
async fn a_ticket_works_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ticket = ticket(&ana).await;
    let first = ana.try_connect(&ticket).await;
    assert!(first.is_ok());
    assert_eq!(ana.try_connect(&ticket).await.err(), Some(401));
}

#[tokio::test]
async fn a_ticket_used_ten_times_at_once_works_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ticket = ticket(&ana).await;
    let attempts = futures_util::future::join_all((0..10).map(|_| ana.try_connect(&ticket))).await;
    assert_eq!(attempts.iter().filter(|attempt| attempt.is_ok()).count(), 1);
    assert!(attempts.iter().filter_map(|attempt| attempt.as_ref().err()).all(|&status| status == 401));
}

#[tokio::test]
async fn without_a_ticket_or_token_that_holds_the_handshake_is_refused() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for query in ["", "?", "?token=", "?ticket=", "?token=nonsense", "?ticket=nonsense", "?token=x&ticket=y"] {
        assert_eq!(ana.try_connect(query).await.err(), Some(401), "{query}");
    }
    assert_eq!(ana.try_connect(&format!("?token={}", ana.refresh)).await.err(), Some(401));
}

#[tokio::test]
async fn who_sends_is_said_by_the_connection_alone() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    let frame = json!({
        "action": "message", "room_id": room.id, "content": "Hello", "client_message_id": "m-1", "user_id": ben.user_id,
        "sender_type": "agent", "sender_info": {"id": ben.user_id}, "token": ben.token,
    });
    anas.ask(frame, "ack").await;
    let message = &ana.reads_all(&room).await[0];
    assert_eq!((&message["sender_type"], &message["sender_info"]["id"]), (&json!("user"), &json!(ana.user_id)));
}

#[tokio::test]
async fn a_refreshed_session_keeps_its_connections() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut socket = ana.connect().await;
    app.anon().post("/api/token/refresh/", json!({"refresh": ana.refresh})).await.ok();
    socket.ask(json!({"action": "ping"}), "pong").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_during_the_handshake_does_not_cost_the_connection() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    for _ in 0..15 {
        // The connection is stored, but the gateway does not take pushes to it before the handshake is over.
        let talk = async {
            for _ in 0..3 {
                ana.says(&room, "Hello").await;
            }
        };
        let (mut socket, ()) = tokio::join!(ben.connect(), talk);
        socket.ask(json!({"action": "ping"}), "pong").await;
        let message = ana.says(&room, "Still there?").await;
        while socket.expect("message.created").await["data"]["id"] != message["id"] {}
        socket.close().await;
    }
}
