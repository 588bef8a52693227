//! Editing of a message: its text changes in place, and an entry of the log records the edit.

use super::{Found, find::message_now, find_message};
use crate::{
    ApiError, State,
    auth::Credentials,
    event::Event,
    http::{Fields, Input},
    ids::MessageId,
    model::{EntryKind, Head, LastMessage, LogEntry, Message, RoomStatus},
    ops::{
        Recipients,
        effects::Effects,
        race::{Attempt, retry_on_conflict},
    },
    store::CONTENT_LIMIT,
    table::Write,
    time::Timestamp,
};

/// Data of an edit.
#[derive(Clone, Debug)]
pub struct MessageEdit {
    /// New text.
    pub content: String,
}

impl Input for MessageEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        Some(Self { content: content? })
    }
}

/// Replaces a message's text and publishes the edit to everyone who sees its room.
///
/// # Errors
/// 404 for a message that the caller may not see, 403 for another sender's or the system's, 400 for a closed room.
pub async fn edit_message(
    state: &State,
    credentials: Credentials,
    id: MessageId,
    edit: MessageEdit,
) -> Result<(Message, Head), ApiError> {
    let Found { caller, message, head } = find_message(state, credentials, id).await?;
    if message.sender.user_id != Some(caller.identity.user_id) {
        return Err(ApiError::PermissionDenied("You can only edit your own messages."));
    }
    let edit = &edit;
    let mut known = Some((message, head));
    retry_on_conflict(|| {
        let known = known.take();
        async move {
            let (message, head) = match known {
                Some(known) => known,
                None => message_now(state, id).await?,
            };
            attempt(state, &message, head, edit).await
        }
    })
    .await
}

async fn attempt(state: &State, message: &Message, head: Head, edit: &MessageEdit) -> Result<(Message, Head), Attempt> {
    if head.status == RoomStatus::Closed {
        return Err(ApiError::invalid("Messages in a closed chat can't be edited.").into());
    }
    let time = Timestamp::now().max(head.updated_at);
    let edited = Message { content: edit.content.clone(), edited_at: Some(time), ..message.clone() };
    let mut after = Head { seq: head.seq + 1, updated_at: time, ..head.clone() };
    if head.last_message.as_ref().is_some_and(|last| last.seq == message.seq) {
        after.last_message = Some(LastMessage::new(edited.clone()));
    }
    let kind = EntryKind::Edited { message: Box::new(edited.clone()), former: message.content.clone() };
    let entry = LogEntry::other(kind, &after);
    let original = Write::update(LogEntry::key_of(message.room_id, message.seq));
    let original = original.set("content", &edited.content).set("edited_at", time).when_exists();
    let mut effects = Effects::<ApiError>::new();
    effects.extend([Write::create(&entry), original]);
    let published = Event::message_edited(&edited, &after, &entry, state.files.links());
    effects.publish(published, Recipients::of_room(&head));
    effects.commit(state).await?.carry_out(state).await;
    Ok((edited, after))
}
