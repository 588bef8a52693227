//! Internal notes of a room.

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    http::{Fields, Input},
    ids::{NoteId, RoomId},
    model::Note,
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

/// Adds a note to the room and publishes it to the room's agent and to watching staff.
///
/// # Errors
/// 404 for an unknown room.
pub async fn add_note(
    state: &State,
    caller: &Caller,
    room_id: RoomId,
    NewNote(content): NewNote,
) -> Result<NoteView, ApiError> {
    let head = head_now(&state.table, room_id).await?;
    let author = &caller.identity;
    let note = Note {
        id: NoteId::new(),
        room_id,
        author_id: author.user_id,
        author_name: author.name.clone(),
        content,
        created_at: Timestamp::now(),
    };
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
