//! A frame that is malformed or not allowed is answered by an error frame, and the connection stays.

use serde_json::{Value, json};
use tests::{
    App, Socket,
    shapes::{assert_has, assert_time},
};

#[track_caller]
fn assert_error(error: &Value, code: &str, action: &Value) {
    assert_has(error, &["type", "code", "detail", "action"]);
    assert_time(&error["time"]);
    assert_eq!((&error["code"], &error["action"]), (&json!(code), action), "{error}");
}

async fn is_open(socket: &mut Socket) -> bool {
    socket.ask(json!({"action": "ping"}), "pong").await["type"] == "pong"
}

#[tokio::test]
async fn what_is_not_a_json_object_is_refused() {
    let app = App::start().await;
    let mut socket = app.customer("ana").await.connect().await;
    for text in ["", "x", "{", "[]", "null", "1", "{\"action\": }"] {
        socket.send_text(text).await;
        let error = socket.expect("error").await;
        assert_error(&error, "parse_error", &json!(null));
        assert!(error["detail"].as_str().is_some_and(|detail| detail.starts_with("JSON parse error - ")), "{error}");
        assert!(is_open(&mut socket).await);
    }
}

#[tokio::test]
async fn an_action_must_be_one() {
    let app = App::start().await;
    let mut socket = app.customer("ana").await.connect().await;
    let error = socket.ask(json!({"action": "dance"}), "error").await;
    assert_error(&error, "invalid", &json!("dance"));
    assert!(error["detail"].as_str().is_some_and(|detail| detail.contains("\"dance\" is not a valid choice.")));
    for frame in [json!({}), json!({"action": null}), json!({"action": 1})] {
        let error = socket.ask(frame, "error").await;
        assert_eq!((&error["code"], &error["action"]), (&json!("invalid"), &json!(null)));
    }
    assert!(is_open(&mut socket).await);
}

#[tokio::test]
async fn missing_fields_are_named_all_at_once() {
    let app = App::start().await;
    let mut socket = app.customer("ana").await.connect().await;
    for (action, fields) in [
        ("message", vec!["room_id", "content"]),
        ("read", vec!["room_id", "seq"]),
        ("typing", vec!["room_id", "is_typing"]),
        ("watch", vec!["room_id"]),
        ("unwatch", vec!["room_id"]),
    ] {
        let error = socket.ask(json!({"action": action}), "error").await;
        assert_error(&error, "invalid", &json!(action));
        let detail = error["detail"].as_str().unwrap_or_default();
        for field in fields {
            assert!(detail.contains(&format!("{field}: This field is required.")), "{action}: {detail}");
        }
    }
    assert!(is_open(&mut socket).await);
}

#[tokio::test]
async fn a_refused_message_is_named_by_its_client_message_id() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let frame = json!({"action": "message", "room_id": room.id, "content": "", "client_message_id": "m-1"});
    let error = socket.ask(frame, "error").await;
    assert_error(&error, "invalid", &json!("message"));
    assert_eq!(error["client_message_id"], "m-1");
    let frame =
        json!({"action": "message", "room_id": room.id, "content": "x".repeat(10_001), "client_message_id": "m-2"});
    assert_eq!(socket.ask(frame, "error").await["client_message_id"], "m-2");
    let frame = json!({"action": "message", "room_id": room.id, "content": "no name"});
    let error = socket.ask(frame, "error").await;
    assert!(error["detail"].as_str().is_some_and(|detail| detail.contains("client_message_id")), "{error}");
    assert!(ana.reads_all(&room).await.is_empty());
}

#[tokio::test]
async fn a_frame_over_32_kb_closes_the_connection() {
    let app = App::start().await;
    let mut socket = app.customer("ana").await.connect().await;
    socket.send(json!({"action": "ping", "padding": "x".repeat(33 * 1024)})).await;
    assert_eq!(socket.closed().await, 1009);
}
