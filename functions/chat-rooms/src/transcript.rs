//! `GET /api/chat-rooms/{id}/transcript/` and `POST /api/chat-rooms/{id}/transcript/email/`

use std::fmt::Write as _;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Participant,
    http::{ClientAddress, ClientLanguage, Fields, Id, Input, Valid, ValidQuery},
    ids::RoomId,
    model::{Message, RoomStatus},
    openapi::{Answer, Operation},
    ops::{
        mail::{REQUESTED_MAIL_LIMITS, TranscriptRequest, request_transcript},
        messages::{self, Transcript},
    },
    time::Timestamp,
    views::{MailRequest, MessageView},
};
use utoipa::ToSchema;

/// Format of a transcript.
pub struct Format {
    is_json: bool,
}

impl Input for Format {
    fn read(fields: &mut Fields) -> Option<Self> {
        let format = fields.line("format").one_of(&["text", "json"], || "Choose \"text\" or \"json\".".into());
        Some(Self { is_json: format.or("text")? == "json" })
    }
}

/// Returns all messages of a room, as text or as JSON.
#[utoipa::path(get, path = "/api/chat-rooms/{id}/transcript")]
pub async fn get_transcript(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    ValidQuery(Format { is_json }): ValidQuery<Format>,
) -> Result<TranscriptAnswer, ApiError> {
    let transcript = messages::transcript(&state, &caller, id).await?;
    let Transcript { room, head, messages } = &transcript;
    if is_json {
        let view = |message: &Message| MessageView::new(message, head, state.files.links());
        let views: Vec<MessageView> = messages.iter().map(view).collect();
        return Ok(TranscriptAnswer::Json(JsonTranscript {
            chat_room_id: room.id,
            subject: room.subject.clone(),
            status: room.status,
            created_at: room.created_at,
            message_count: head.message_count,
            left_out: transcript.left_out(),
            messages: views,
        }));
    }
    Ok(TranscriptAnswer::Text { room_id: room.id, text: text(&transcript) })
}

/// Mails all messages of a room to an address, or to the caller; once, until something else happens in the room.
#[utoipa::path(
    post,
    path = "/api/chat-rooms/{id}/transcript/email",
    extensions(("x-limits" = json!(REQUESTED_MAIL_LIMITS))),
)]
pub async fn mail_transcript(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    ClientAddress(address): ClientAddress,
    ClientLanguage(language): ClientLanguage,
    Valid(request): Valid<TranscriptRequest>,
) -> Result<Json<MailRequest>, ApiError> {
    let is_on_its_way = request_transcript(&state, &caller, (address, language), (id, request)).await?;
    Ok(Json(MailRequest::transcript(is_on_its_way)))
}

/// A transcript in one of the formats.
pub enum TranscriptAnswer {
    Text { room_id: RoomId, text: String },
    Json(JsonTranscript),
}

/// All messages of a room.
#[derive(Serialize, ToSchema)]
pub struct JsonTranscript {
    chat_room_id: RoomId,
    subject: String,
    status: RoomStatus,
    created_at: Timestamp,
    message_count: u64,
    /// Number of earlier messages that are not included, because the transcript would be too large.
    left_out: u64,
    messages: Vec<MessageView>,
}

impl IntoResponse for TranscriptAnswer {
    fn into_response(self) -> Response {
        let (room_id, text) = match self {
            Self::Json(transcript) => return Json(transcript).into_response(),
            Self::Text { room_id, text } => (room_id, text),
        };
        let name = format!("attachment; filename=\"chat-{room_id}.txt\"");
        let headers =
            [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
        (headers, text).into_response()
    }
}

impl Answer for TranscriptAnswer {
    fn describe(operation: &mut Operation) {
        operation.answer::<JsonTranscript>(StatusCode::OK, "The transcript, by default as text.");
        operation.content::<String>(StatusCode::OK, "text/plain");
    }
}

fn text(transcript: &Transcript) -> String {
    let Transcript { room, head, messages } = transcript;
    let subject = one_line(&room.subject);
    let count = count(head.message_count, "message");
    let mut text = format!("{subject}\n{} · {} · {count}\n\n", room.created_at, room.status);
    if transcript.left_out() > 0 {
        // Writing to a `String` can't fail.
        let _ = writeln!(text, "… {} not included.\n", self::count(transcript.left_out(), "earlier message"));
    }
    for message in messages {
        let _ = writeln!(text, "{}", entry(message));
    }
    text
}

fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Formats a message. Only its first line begins with a time and a name, and further lines are indented, so that no
/// content can imitate another message.
fn entry(message: &Message) -> String {
    let edited = if message.edited_at.is_some() { " (edited)" } else { "" };
    let body = body(message).replace('\n', &format!("\n{INDENT}"));
    format!("[{}] {}{edited}: {body}", message.created_at, one_line(&message.sender.name))
}

/// Indentation of a message's further lines.
const INDENT: &str = "    ";

/// Content of a message, with the name of its file.
fn body(message: &Message) -> String {
    let file = message.attachment.as_ref().map(|file| format!("[{}]", one_line(&file.name)));
    let content = Some(normalize_lines(&message.content)).filter(|content| !content.is_empty());
    file.into_iter().chain(content).collect::<Vec<_>>().join(" ")
}

/// Normalizes line endings.
fn normalize_lines(text: &str) -> String {
    shared::text::lines(text).unwrap_or_else(|_| one_line(text))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || "\u{2028}\u{2029}".contains(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use shared::{
        ids::{MessageId, RoomId},
        time::Timestamp,
    };

    use super::*;

    fn message(name: &str, content: &str) -> Message {
        let room_id = RoomId::new();
        let message = json!({
            "id": MessageId::of(room_id, 1), "room_id": room_id, "seq": 1, "customer_messages": 1, "agent_messages": 0,
            "sender": {"type": "user", "name": name}, "content": content, "message_type": "text",
            "created_at": Timestamp::now(),
        });
        serde_json::from_value(message).unwrap_or_else(|error| panic!("{error}"))
    }

    proptest! {
        #[test]
        fn content_cannot_imitate_the_first_line_of_an_entry(name in any::<String>(), content in "(.|\n|\r|\u{2028}|\\[2026\\] System: x){0,30}") {
            let message = message(&name, &content);
            let entry = entry(&message);
            let is_line_end = |c: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c);
            let mut entry_lines = entry.split(is_line_end);
            let prefix = format!("[{}] ", message.created_at);
            let has_prefix = entry_lines.next().is_some_and(|first| first.starts_with(&prefix));
            prop_assert!(has_prefix);
            prop_assert!(entry_lines.all(|line| line.starts_with(INDENT)));
        }
    }
}
