//! Internal notes of a room.

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    http::{Fields, Input},
    ids::{NoteId, RoomId},
    model::{Identity, Note},
    ops::{Recipients, effects::Effects},
    store::{CONTENT_LIMIT, head_now},
    table::{Page, PageRequest, Write},
    time::Timestamp,
    views::NoteView,
};

/// Text of a new note.
#[derive(Clone, Debug)]
pub struct NewNote(String);

impl Input for NewNote {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.text("content").filled().max(CONTENT_LIMIT).required().map(Self)
    }
}

impl NewNote {
    /// Reads a note that goes with something else; an empty one is none.
    pub fn beside(fields: &mut Fields) -> Option<Option<Self>> {
        let content = fields.text("note").max(CONTENT_LIMIT).optional();
        Some(content?.filter(|content| !content.is_empty()).map(Self))
    }

    /// The note in a room, by its author.
    pub(super) fn of(self, room_id: RoomId, author: &Identity) -> Note {
        Note {
            id: NoteId::new(),
            room_id,
            author_id: author.user_id,
            author_name: author.name.clone(),
            content: self.0,
            created_at: Timestamp::now(),
        }
    }
}

/// Adds a note to the room and publishes it to the room's agent and to watching staff.
///
/// # Errors
/// 404 for an unknown room.
pub async fn add_note(state: &State, caller: &Caller, room_id: RoomId, note: NewNote) -> Result<NoteView, ApiError> {
    let head = head_now(&state.table, room_id).await?;
    let note = note.of(room_id, &caller.identity);
    let mut effects = Effects::<ApiError>::new();
    effects.write(Write::create(&note));
    effects.publish(Event::note_created(&note), Recipients::of_staff_in(&head));
    effects.commit(state).await?.carry_out(state).await;
    Ok(NoteView::from(&note))
}

/// Lists a page of the room's notes, newest first.
///
/// # Errors
/// 404 for an unknown room or a cursor of another list.
pub async fn list_notes(state: &State, room_id: RoomId, request: &PageRequest) -> Result<Page<NoteView>, ApiError> {
    let newest_first = Note::of_room(room_id).descending();
    let (head, page) = tokio::join!(head_now(&state.table, room_id), state.table.page(&newest_first, request, None));
    head?;
    let page: Page<Note> = page?;
    Ok(page.map(|note| NoteView::from(&note)))
}
