//! Sending a message: two round trips without a file, however long the room's history.
//!
//! 1. Beside each other: the sender's session (or connection) and the room's head.
//! 2. If it has a file: that is put where it is to stay, which [`uploads`] looks after.
//! 3. One transaction, and beside it the connections of those who will be told.
//!
//! The head may be some milliseconds old: the transaction holds only if no event came after it, so what was decided by
//! an old one – open or closed, who takes part, which number is next – is never written.

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    ids::{ConnectionId, MessageId, RoomId},
    model::{
        Attachment, Head, Identity, Message, MessagePointer, MessageType, Notification, Place, RoomStatus, Sender,
        Side, ToldEvent,
    },
    ops::{
        Audience,
        connections::reply,
        notes,
        race::{Setback, until_won},
        rooms::{advance, head_now, open_head},
        uploads,
        webhooks::Outbox,
    },
    table::{Key, Read, Table, Write},
};

use super::{Draft, DraftFile};

/// A message that is stored.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// The room's head as it was for it.
    pub head: Head,
    /// False when an earlier attempt had stored it already.
    pub is_new: bool,
}

/// Stores a message once and tells everyone who sees the room. What came over a connection is acknowledged there as soon
/// as it is stored: whoever is slow to take the push doesn't hold up the sender.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for one that is closed, or a file that can't be sent.
pub async fn send_message(
    state: &State,
    caller: impl Future<Output = Result<Caller, ApiError>>,
    room_id: RoomId,
    draft: Draft,
    acknowledge_to: Option<&ConnectionId>,
) -> Result<Sent, ApiError> {
    // Known webhooks are read at most once in some seconds: here beside the rest, so that it takes no time of its own.
    let (opened, ()) = tokio::join!(open_head(&state.table, caller, room_id), state.webhooks.refresh(&state.table));
    let (caller, head) = opened?;
    let sender = &caller.identity;
    // One id for all attempts: whichever of them got through, the others find its pointer.
    let id = draft.message_id(room_id, sender.user_id);
    let attachment = match &draft.file {
        // What can't be sent need not be stored.
        Some(file) if head.status != RoomStatus::Closed => {
            // Beside each other, for it is seldom that an earlier attempt has got through. Boxed, since the requests to the
            // bucket are large, and messages without a file shall not carry them along.
            let attached = Box::pin(attach(state, sender, room_id, file));
            let (stored, attached) = tokio::join!(earlier(&state.table, id, &head), attached);
            if let Some(stored) = stored? {
                stored.tell(state, acknowledge_to).await;
                return Ok(stored.sent);
            }
            Some(attached?)
        }
        _ => None,
    };
    let (draft, attachment) = (&draft, &attachment);
    let mut known = Some(head);
    let stored = until_won(|| {
        let known = known.take();
        async move {
            let head = match known {
                Some(head) => head,
                None => head_now(&state.table, room_id).await?,
            };
            attempt(state, sender, id, (draft, attachment.as_ref()), head).await
        }
    })
    .await?;
    stored.tell(state, acknowledge_to).await;
    Ok(stored.sent)
}

/// A message that is stored, and who is to be told.
struct Stored {
    sent: Sent,
    audience: Audience,
    note: Option<Notification>,
    outbox: Outbox,
}

impl Stored {
    async fn tell(&self, state: &State, acknowledge_to: Option<&ConnectionId>) {
        let Self { sent: Sent { message, head, .. }, audience, note, outbox } = self;
        let acknowledged = async {
            if let Some(connection) = acknowledge_to {
                reply(state, connection, &Event::ack(message).to_frame()).await;
            }
        };
        let created = Event::message_created(message, head, state.files.links());
        let noted = async {
            if let Some(note) = note {
                audience.only(note.user_id).tell(state, &Event::notification_created(note)).await;
            }
        };
        tokio::join!(acknowledged, audience.tell(state, &created), noted, outbox.send(state));
    }
}

/// Puts the file of a message where it is to stay.
async fn attach(state: &State, sender: &Identity, room_id: RoomId, file: &DraftFile) -> Result<Attachment, ApiError> {
    match file {
        DraftFile::Enclosed(file) => uploads::keep(state, sender.user_id, Place::Room(room_id), file).await,
        DraftFile::Uploaded(id) => uploads::arrived(state, sender.user_id, room_id, *id).await,
    }
}

async fn attempt(
    state: &State,
    sender: &Identity,
    id: MessageId,
    (draft, attachment): (&Draft, Option<&Attachment>),
    head: Head,
) -> Result<Stored, Setback> {
    if head.status == RoomStatus::Closed {
        // A retry of what was stored before the room was closed is still acknowledged.
        return earlier(&state.table, id, &head).await?.ok_or_else(|| ApiError::room_closed().into());
    }
    let message = Message {
        message_type: attachment.map_or(draft.message_type, MessageType::of),
        attachment: attachment.cloned(),
        client_message_id: draft.client_message_id.clone(),
        ..Message::next(&head, id, Sender::new(sender, &head), draft.content.clone())
    };
    let mut after = head.clone();
    after.append(&message);
    let note = note(&head, &message);
    let outbox = Outbox::of(state, &[ToldEvent::message_created(&message)]).await?;
    let mut writes = writes(&head, &after, &message);
    writes.extend(attachment.map(|file| uploads::take(file.id)));
    writes.extend(note.as_ref().map(Write::put));
    writes.extend(outbox.writes());
    let (written, audience) = tokio::join!(state.table.transact(writes), audience(&state.table, &head, sender));
    match written {
        Err(error) if error.failed_at(POINTER) => {
            let gone = || ApiError::internal("a message's pointer points nowhere");
            earlier(&state.table, id, &head).await?.ok_or_else(|| gone().into())
        }
        Err(error) if attachment.is_some() && error.failed_at(FILE) => Err(uploads::not_usable().into()),
        written => {
            written?;
            Ok(Stored { sent: Sent { message, head: after, is_new: true }, audience, note, outbox })
        }
    }
}

/// A notification for the reader who has nothing unread so far; more of them would tell nothing new.
fn note(head: &Head, message: &Message) -> Option<Notification> {
    let reader = message.sender.side()?.other();
    let user_id = head.user_on(reader).filter(|_| head.unread(reader) == 0)?;
    Some(notes::new_message(user_id, head, message))
}

/// Which of [`writes`] fails when the message is there already.
const POINTER: usize = 1;
/// Which write after them fails when the message's file was used elsewhere, or given up.
const FILE: usize = 3;

fn writes(head: &Head, after: &Head, message: &Message) -> Vec<Write> {
    // Whether there is a note depends on how much the reader has read, so that must hold as well.
    let reader = message.sender.side().map(Side::other);
    let advance = reader.into_iter().fold(advance(head, after), |write, side| {
        write.when_equals(&format!("{}_read_count", side.as_str()), head.position(side).count)
    });
    vec![Write::create(message), Write::create(&MessagePointer::to(message)), advance]
}

/// Everyone who sees the room. Staff who only look in aren't part of it, but see what they said.
async fn audience(table: &Table, head: &Head, sender: &Identity) -> Audience {
    let room = Audience::of_room(table, head);
    if head.side_of(sender).is_some() {
        return room.await;
    }
    let (room, sender) = tokio::join!(room, Audience::of_users(table, [sender.user_id]));
    room.and(sender)
}

/// The message that an earlier attempt stored, if one did. It may have got no further, so everyone is told again: clients
/// know an event that they have by its number.
async fn earlier(table: &Table, id: MessageId, head: &Head) -> Result<Option<Stored>, ApiError> {
    let pointer: Option<MessagePointer> = table.get(&Key::message_pointer(id), Read::Consistent).await?;
    let Some(pointer) = pointer else { return Ok(None) };
    let message: Option<Message> = table.get(&pointer.target(), Read::Consistent).await?;
    let Some(message) = message else { return Ok(None) };
    let audience = Audience::of_room(table, head).await;
    let sent = Sent { message, head: head.clone(), is_new: false };
    Ok(Some(Stored { sent, audience, note: None, outbox: Outbox::default() }))
}
