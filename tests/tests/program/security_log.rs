//! Log lines about security: they name user, action and address, and nothing that was typed.

use reqwest::Method;
use serde_json::json;
use tests::{PASSWORD, Program};

use crate::{PROGRAM, folder};

const TYPED: &str = "correct horse battery 1";

#[tokio::test]
async fn security_events_are_lines_that_say_who_and_from_where_and_nothing_that_was_typed() {
    let folder = folder();
    let settings = [("ADMIN_PASSWORD", PASSWORD), ("SIGN_IN_FAILURES", "1")];
    let mut program = Program::start(PROGRAM, folder.path(), &["--ephemeral"], &settings).await;
    let anon = program.anon();
    let signs_in = async |name: &str, password: &str| {
        anon.post("/api/auth/login/", json!({"username": name, "password": password})).await
    };
    let mut lines = Vec::new();

    let admin = signs_in("admin", PASSWORD).await.ok();
    lines.push(program.logs(&["security", "\"signed_in\"", "user_id="]).await);
    let admin = anon.with_token(admin["token"].as_str().unwrap_or_default());

    signs_in(TYPED, TYPED).await.with_status(400);
    lines.push(program.logs(&["WARN", "security", "\"sign_in_failed\"", "unknown"]).await);
    signs_in(TYPED, TYPED).await.with_status(429);
    lines.push(program.logs(&["WARN", "security", "\"throttled\"", "SIGN_IN"]).await);

    anon.with_token("a.b.c").get("/api/users/me/").await.with_status(401);
    lines.push(program.logs(&["WARN", "security", "\"token_forged\""]).await);
    anon.get("/api/admin-agents/").await.with_status(401);
    lines.push(program.logs(&["WARN", "security", "\"staff_only_refused\""]).await);
    let customer = json!({
        "username": "ana", "email": "ana@example.com", "password": TYPED, "password_confirm": TYPED,
    });
    let customer = anon.post("/api/auth/register/", customer).await.created();
    let customer = anon.with_token(customer["token"].as_str().unwrap_or_default());
    customer.get("/api/admin-agents/").await.with_status(403);
    let of_customer =
        ["WARN", "\"staff_only_refused\"", "user_id=", "role=\"customer\"", "route=\"/api/admin-agents\""];
    lines.push(program.logs(&of_customer).await);
    let room = customer.post("/api/chat-rooms/", json!({"subject": "Hello"})).await.created();
    let room = room["id"].as_str().unwrap_or_default();
    customer.get(&format!("/api/chat-rooms/{room}/notes/")).await.with_status(403);
    let of_room = format!("room_id={room}");
    lines.push(program.logs(&["WARN", "\"staff_only_refused\"", "/{id}/notes\"", &of_room]).await);

    let agent = json!({
        "username": "ben", "email": "ben@example.com", "password": TYPED, "first_name": "Ben", "last_name": "B",
    });
    admin.post("/api/admin-agents/", agent).await.created();
    lines.push(program.logs(&["security", "\"role_changed\"", "agent made"]).await);
    let change = json!({"old_password": TYPED, "new_password": format!("{TYPED}2")});
    customer.post("/api/auth/password/change/", change).await.ok();
    lines.push(program.logs(&["security", "\"password_changed\"", "user_id="]).await);
    customer.post_empty("/api/auth/logout/").await.ok();
    lines.push(program.logs(&["security", "\"session_ended\"", "user_id="]).await);

    let form = anon.request(Method::POST, "/api/auth/login/").header("origin", "https://evil.example");
    let form = form.form(&[("username", "admin"), ("password", PASSWORD)]);
    anon.sends(form).await.with_status(403);
    lines.push(program.logs(&["WARN", "security", "\"origin_refused\""]).await);

    for line in lines {
        assert!(line.contains("request_id=") && line.contains("127.0.0.1"), "{line}");
        for typed in [TYPED, PASSWORD, "ana@example.com", "a.b.c"] {
            assert!(!line.contains(typed), "{line}");
        }
    }
}
