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
    model::Message,
    ops::messages::{self, Transcript},
    views::MessageView,
};

/// As what.
pub struct Format {
    is_json: bool,
}

impl Input for Format {
    fn read(fields: &mut Fields) -> Option<Self> {
        let is_known = |format: &String| ["text", "json"].contains(&format.as_str());
        let refusal = || "Choose \"text\" or \"json\".".into();
        Some(Self { is_json: fields.line("format").check(is_known, refusal).or("text")? == "json" })
    }
}

/// All that was said, as text or as JSON.
pub async fn transcript(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    ValidQuery(Format { is_json }): ValidQuery<Format>,
) -> Result<Response, ApiError> {
    let transcript = messages::transcript(&state, &caller, id).await?;
    let Transcript { room, head, messages } = &transcript;
    if is_json {
        let shape = |message: &Message| MessageView::new(message, head, state.files.links());
        let shapes: Vec<MessageView> = messages.iter().map(shape).collect();
        let body = json!({
            "chat_room_id": room.id,
            "subject": room.subject,
            "status": room.status,
            "created_at": room.created_at,
            "message_count": head.message_count,
            "left_out": transcript.left_out(),
            "messages": shapes,
        });
        return Ok(Json(body).into_response());
    }
    let name = format!("attachment; filename=\"chat-{}.txt\"", room.id);
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text(&transcript)).into_response())
}

fn text(transcript: &Transcript) -> String {
    let Transcript { room, head, messages } = transcript;
    let subject = one_line(&room.subject);
    let count = count(head.message_count, "message");
    let mut text = format!("{subject}\n{} · {} · {count}\n\n", room.created_at, room.status);
    if transcript.left_out() > 0 {
        // Writing to a String can't fail.
        let _ = writeln!(text, "… {} not included.\n", self::count(transcript.left_out(), "earlier message"));
    }
    for message in messages {
        let _ = writeln!(text, "{}", entry(message));
    }
    text
}

fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// A message: only its first line begins with a time and a name, so that nothing anybody writes passes for another.
fn entry(message: &Message) -> String {
    let edited = if message.edited_at.is_some() { " (edited)" } else { "" };
    let said = said(message).replace('\n', &format!("\n{INDENT}"));
    format!("[{}] {}{edited}: {said}", message.created_at, one_line(&message.sender.name))
}

/// What stands before the further lines of a message.
const INDENT: &str = "    ";

/// What a message says, with the name of its file.
fn said(message: &Message) -> String {
    let file = message.attachment.as_ref().map(|file| format!("[{}]", one_line(&file.name)));
    let words = Some(lines(&message.content)).filter(|content| !content.is_empty());
    file.into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// Lines that end in one way.
fn lines(text: &str) -> String {
    shared::text::lines(text).unwrap_or_else(|_| one_line(text))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || "\u{2028}\u{2029}".contains(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::{
        ids::{MessageId, RoomId},
        time::Timestamp,
    };

    use super::*;

    fn message(name: &str, content: &str) -> Option<Message> {
        let message = json!({
            "id": MessageId::new(), "room_id": RoomId::new(), "seq": 1, "customer_messages": 1, "agent_messages": 0,
            "sender": {"type": "user", "name": name}, "content": content, "message_type": "text",
            "created_at": Timestamp::now(),
        });
        serde_json::from_value(message).ok()
    }

    proptest! {
        #[test]
        fn nothing_that_anybody_writes_begins_a_line_of_ours(name in any::<String>(), content in "(.|\n|\r|\u{2028}|\\[2026\\] System: x){0,30}") {
            let Some(message) = message(&name, &content) else { return Ok(()) };
            let entry = entry(&message);
            let ends = |c: char| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(c);
            let mut written = entry.split(ends);
            let begin = format!("[{}] ", message.created_at);
            let begins_as_ours = written.next().is_some_and(|first| first.starts_with(&begin));
            prop_assert!(begins_as_ours);
            prop_assert!(written.all(|line| line.starts_with(INDENT)));
        }
    }
}
