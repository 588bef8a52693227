//! The original system's own examples, as written, on a fresh start.

use std::process::Stdio;

use serde_json::{Value, json};
use tests::Program;
use tokio::process::Command;

use crate::{PROGRAM, folder};

const REGISTER: &str = r#"curl -X POST http://localhost:8000/api/auth/register/ -H "Content-Type: application/json" -d '{"username": "testuser", "email": "test@example.com", "first_name": "Test", "last_name": "User", "password": "testpassword123", "password_confirm": "testpassword123"}'"#;
const LOGIN: &str = r#"curl -X POST http://localhost:8000/api/auth/login/ -H "Content-Type: application/json" -d '{"username": "testuser", "password": "testpassword123"}'"#;
const ROOM: &str = r#"curl -X POST http://localhost:8000/api/chat-rooms/ -H "Content-Type: application/json" -H "Authorization: Token YOUR_TOKEN_HERE" -d '{"subject": "Technical Support", "description": "Need help with my account", "priority": "medium"}'"#;
const MESSAGE: &str = r#"curl -X POST http://localhost:8000/api/messages/ -H "Content-Type: application/json" -H "Authorization: Token YOUR_TOKEN_HERE" -d '{"chat_room_id": "ROOM_UUID_HERE", "content": "Hello, I need help with my account", "message_type": "text"}'"#;
const ASSIGN: &str = r#"curl -X POST http://localhost:8000/api/chat-rooms/ROOM_UUID_HERE/assign_agent/ -H "Content-Type: application/json" -H "Authorization: Token YOUR_TOKEN_HERE" -d '{"agent_id": 1}'"#;

/// Runs an example against the program, with what a reader has to fill in.
async fn run(program: &Program, example: &str, token: &Value, room: &Value) -> Value {
    let command = example
        .replace("http://localhost:8000", &program.base_url)
        .replace("YOUR_TOKEN_HERE", token.as_str().unwrap_or_default())
        .replace("ROOM_UUID_HERE", room.as_str().unwrap_or_default());
    let output = Command::new("sh").args(["-c", &command]).stdin(Stdio::null()).output().await;
    let output = output.unwrap_or_else(|error| panic!("sh does not start: {error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text} {output:?}"))
}

#[tokio::test]
async fn the_five_examples_work_as_written() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &["--demo"], &[]).await;
    let nothing = json!(null);
    let registered = run(&program, REGISTER, &nothing, &nothing).await;
    assert_eq!(registered["user"]["username"], "testuser");
    let token = &run(&program, LOGIN, &nothing, &nothing).await["token"];
    let room = run(&program, ROOM, token, &nothing).await;
    assert_eq!((&room["subject"], &room["status"]), (&json!("Technical Support"), &json!("waiting")));

    let sign_in = async |name: &str| program.sign_in(name, program.password_of(name)).await;
    let (admin, agent) = (sign_in("admin").await, sign_in("agent").await);
    let assigned = run(&program, ASSIGN, &json!(admin.token), &room["id"]).await;
    assert_eq!((&assigned["status"], &assigned["agent"]["id"]), (&json!("active"), &json!(1)));
    // The agent's socket shows the customer's message the moment that curl returns.
    let mut socket = agent.connect().await;
    let message = run(&program, MESSAGE, token, &room["id"]).await;
    assert_eq!(message["content"], "Hello, I need help with my account");
    let shown = socket.arrived_of("message.created").await;
    assert_eq!(shown.iter().map(|event| &event["data"]).collect::<Vec<_>>(), [&message]);
}
