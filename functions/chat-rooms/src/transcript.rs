//! `GET /api/chat-rooms/{id}/transcript/`

use std::fmt::Write as _;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;
use shared::{
    ApiError,
    auth::Participant,
    http::{Fields, Id, Input, ValidQuery},
    ids::RoomId,
    model::{Head, Message, Room},
    ops::messages,
    shapes::MessageShape,
};

/// As what.
pub struct Format {
    is_json: bool,
}

impl Input for Format {
    fn read(fields: &mut Fields) -> Option<Self> {
        let is_known = |format: &String| ["text", "json"].contains(&format.as_str());
        let refusal = || "Choose \"text\" or \"json\".".into();
        Some(Self { is_json: fields.text("format").check(is_known, refusal).or("text")? == "json" })
    }
}

/// All that was said, as text or as JSON.
pub async fn transcript(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    ValidQuery(Format { is_json }): ValidQuery<Format>,
) -> Result<Response, ApiError> {
    let (room, head, messages) = messages::transcript(&state, &caller, id).await?;
    if is_json {
        let shape = |message: &Message| MessageShape::new(message, &head, state.files.links());
        let shapes: Vec<MessageShape> = messages.iter().map(shape).collect();
        let body = json!({
            "chat_room_id": room.id,
            "subject": room.subject,
            "status": room.status,
            "created_at": room.created_at,
            "message_count": head.message_count,
            "messages": shapes,
        });
        return Ok(Json(body).into_response());
    }
    let name = format!("attachment; filename=\"chat-{}.txt\"", room.id);
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text(&room, &head, &messages)).into_response())
}

fn text(room: &Room, head: &Head, messages: &[Message]) -> String {
    let mut text =
        format!("{}\n{} · {} · {} messages\n\n", room.subject, room.created_at, room.status, head.message_count);
    let left_out = head.message_count.saturating_sub(messages.len() as u64);
    if left_out > 0 {
        // Writing to a String can't fail.
        let _ = writeln!(text, "… {left_out} earlier messages are left out.\n");
    }
    for message in messages {
        let _ = writeln!(text, "[{}] {}: {}", message.created_at, message.sender.name, said(message));
    }
    text
}

/// What a message says, with the name of its file.
fn said(message: &Message) -> String {
    let file = message.attachment.as_ref().map(|file| format!("[{}]", file.name));
    let words = Some(message.content.clone()).filter(|content| !content.is_empty());
    file.into_iter().chain(words).collect::<Vec<_>>().join(" ")
}
