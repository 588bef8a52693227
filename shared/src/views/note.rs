//! An internal note, for staff.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{NoteId, RoomId, UserId},
    model::Note,
    time::Timestamp,
};

/// An internal note: `{id, author, content, created_at}`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoteView {
    id: NoteId,
    chat_room_id: RoomId,
    author: NoteAuthor,
    content: String,
    created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct NoteAuthor {
    id: UserId,
    name: String,
}

impl From<&Note> for NoteView {
    fn from(note: &Note) -> Self {
        Self {
            id: note.id,
            chat_room_id: note.room_id,
            author: NoteAuthor { id: note.author_id, name: note.author_name.clone() },
            content: note.content.clone(),
            created_at: note.created_at,
        }
    }
}
