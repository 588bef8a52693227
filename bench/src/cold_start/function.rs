//! The functions, each with a typical request, and the hello-world as the baseline.

use serde_json::{Value, json};
use shared::ids::RoomId;
use uuid::Uuid;

use super::event::{connect, frame, request};
use crate::desk::{self, Desk};

/// A function that is measured.
pub struct Function {
    /// Name of the function and of its binary.
    pub name: &'static str,
    /// Description of the request in the report.
    pub request: &'static str,
    /// Builds the event. Arguments: the desk, an open room of the first customer, `true` for the first event.
    pub event: fn(&Desk, RoomId, bool) -> Value,
}

/// Baseline of the comparison: a function without any code of ours.
pub const HELLO_WORLD: &str = "hello-world";

/// All functions, the hello-world first.
pub const FUNCTIONS: [Function; 15] = [
    Function { name: HELLO_WORLD, request: "GET /", event: |_, _, _| request("GET", "/", "", None) },
    Function { name: "agents", request: "list agents", event: |desk, _, _| get("/api/agents/", &desk.admin.token) },
    Function {
        name: "auth",
        request: "sign in",
        event: |_, _, _| {
            let login = json!({"username": "customer1", "password": desk::PASSWORD});
            request("POST", "/api/token/", "", Some(&login))
        },
    },
    Function {
        name: "content",
        request: "list canned responses",
        event: |desk, _, _| get("/api/canned-responses/", &desk.admin.token),
    },
    Function {
        name: "chat-rooms",
        request: "list rooms, staff",
        event: |desk, _, _| get("/api/chat-rooms/", &desk.admin.token),
    },
    Function { name: "health", request: "health", event: |_, _, _| get("/api/health/", "") },
    Function {
        name: "messages",
        request: "send message",
        event: |desk, room, _| {
            let message = json!({"chat_room_id": room, "content": desk::content()});
            request("POST", "/api/messages/", &desk.customers[0].token, Some(&message))
        },
    },
    Function {
        name: "notifications",
        request: "unread_count",
        event: |desk, _, _| get("/api/notifications/unread_count/", &desk.customers[0].token),
    },
    Function {
        name: "reports",
        request: "report",
        event: |desk, _, _| get("/api/reports/summary/", &desk.admin.token),
    },
    Function { name: "users", request: "me", event: |desk, _, _| get("/api/users/me/", &desk.customers[0].token) },
    Function {
        name: "visitors",
        request: "start chat",
        event: |_, _, _| {
            let start = json!({"initial_message": desk::content()});
            request("POST", "/api/chat/start_chat/", "", Some(&start))
        },
    },
    Function { name: "web", request: "a page", event: |_, _, _| get("/console/", "") },
    Function { name: "webhooks", request: "list", event: |desk, _, _| get("/api/webhooks/", &desk.admin.token) },
    Function {
        name: "websocket",
        request: "connect; message",
        event: |desk, room, is_first| {
            if is_first {
                return connect(&desk.customers[0].token);
            }
            let id = Uuid::new_v4();
            frame(&json!({
                "action": "message", "room_id": room, "content": desk::content(), "client_message_id": id,
            }))
        },
    },
    Function { name: "worker", request: "sweep", event: |_, _, _| json!({"source": "aws.events"}) },
];

fn get(path: &str, token: &str) -> Value {
    request("GET", path, token, None)
}
