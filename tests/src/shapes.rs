//! The contract's shapes (api.md, "Shapes"): which fields each must have. More may come, none may go.

use serde_json::Value;

/// `User`.
pub const USER: &[&str] =
    &["id", "username", "email", "first_name", "last_name", "is_active", "is_superuser", "role", "date_joined"];
/// `ChatUser`.
pub const CHAT_USER: &[&str] =
    &["id", "user", "full_name", "phone_number", "avatar", "is_online", "last_seen", "is_temporary", "created_at"];
/// `Agent`.
pub const AGENT: &[&str] = &[
    "id",
    "user",
    "employee_id",
    "full_name",
    "department",
    "is_available",
    "is_online",
    "max_concurrent_chats",
    "current_active_chats",
    "can_take_chat",
    "rating",
    "total_resolved_chats",
    "average_first_response_seconds",
    "average_resolution_seconds",
];
/// The user inside an `Agent`.
pub const AGENT_USER: &[&str] = &["id", "username", "email", "first_name", "last_name"];
/// `ChatRoom`.
pub const CHAT_ROOM: &[&str] = &[
    "id",
    "chat_room_id",
    "chat_user",
    "chat_user_info",
    "agent",
    "agent_assigned",
    "agent_name",
    "subject",
    "description",
    "initial_message",
    "status",
    "priority",
    "tags",
    "created_at",
    "updated_at",
    "assigned_at",
    "resolved_at",
    "closed_at",
    "last_message",
    "last_seq",
    "message_count",
    "unread_messages_count",
    "waiting_time_minutes",
    "was_unattended",
    "rating",
];
/// `Message`.
pub const MESSAGE: &[&str] = &[
    "id",
    "chat_room",
    "chat_room_id",
    "seq",
    "client_message_id",
    "sender_type",
    "sender_info",
    "content",
    "message_type",
    "attachment",
    "attachment_info",
    "is_read",
    "read_at",
    "read_status",
    "is_edited",
    "edited_at",
    "created_at",
];
/// `Notification`.
pub const NOTIFICATION: &[&str] = &[
    "id",
    "notification_type",
    "title",
    "message",
    "chat_room",
    "chat_room_id",
    "chat_room_subject",
    "is_read",
    "read_at",
    "created_at",
];
/// Fields of every list.
pub const LIST: &[&str] = &["count", "next", "previous", "results"];

/// Claims that an object has all these fields.
#[track_caller]
pub fn assert_has(object: &Value, fields: &[&str]) {
    let missing: Vec<_> = fields.iter().filter(|&&field| object.get(field).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?} missing in {object:#}");
}

/// Claims that an object has these fields and no others.
#[track_caller]
pub fn assert_has_only(object: &Value, fields: &[&str]) {
    assert_has(object, fields);
    let others: Vec<_> = object
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys())
        .filter(|key| !fields.contains(&key.as_str()))
        .collect();
    assert!(others.is_empty(), "{others:?} in {object:#}");
}

/// Claims that this is a time as the contract writes them: RFC 3339, UTC with `Z`, milliseconds.
#[track_caller]
pub fn assert_time(value: &Value) {
    assert!(value.as_str().is_some_and(is_time), "{value} is not a time");
}

pub(crate) fn is_time(text: &str) -> bool {
    let pattern = "0000-00-00T00:00:00.000Z";
    text.len() == pattern.len()
        && text.chars().zip(pattern.chars()).all(|(c, p)| if p == '0' { c.is_ascii_digit() } else { c == p })
}

/// Claims that this is a UUID.
#[track_caller]
pub fn assert_uuid(value: &Value) {
    assert!(value.as_str().is_some_and(is_uuid), "{value} is not a UUID");
}

pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// The values that the objects of a list have under `field`.
#[track_caller]
pub fn pluck(list: &Value, field: &str) -> Vec<Value> {
    let list = list.as_array().expect("a list");
    list.iter().map(|object| object[field].clone()).collect()
}

/// The ids in all of these pages, in their order.
pub fn ids(pages: &[Value]) -> Vec<Value> {
    pages.iter().flat_map(|page| pluck(page, "id")).collect()
}
