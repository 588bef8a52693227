//! Sending a message: two round trips, however long the room's history.
//!
//! 1. Beside each other: the sender's session (or connection) and the room's head.
//! 2. One transaction, and beside it the connections of those who will be told.
//!
//! The head may be some milliseconds old: the transaction holds only if no event came after it, so what was decided by
//! an old one – open or closed, who takes part, which number is next – is never written.

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    ids::{MessageId, RoomId},
    model::{Head, Identity, Message, MessagePointer, RoomStatus, Sender, SenderType, Side},
    ops::{
        Audience, notes,
        race::{Setback, until_won},
        rooms::{advance, head_now, open_head},
    },
    table::{Key, Read, Table, Write},
};

use super::Draft;

/// A message that is stored.
#[derive(Debug)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// The room's head as it was for it.
    pub head: Head,
    /// False when an earlier attempt had stored it already.
    pub is_new: bool,
}

/// Stores a message once and tells everyone who sees the room.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for one that is closed.
pub async fn send_message(
    state: &State,
    caller: impl Future<Output = Result<Caller, ApiError>>,
    room_id: RoomId,
    draft: Draft,
) -> Result<Sent, ApiError> {
    let (caller, head) = open_head(&state.table, caller, room_id).await?;
    let sender = &caller.identity;
    // One id for all attempts: whichever of them got through, the others find its pointer.
    let id = match &draft.client_message_id {
        Some(client_id) => MessageId::for_retry(room_id, sender.user_id, client_id),
        None => MessageId::new(),
    };
    let draft = &draft;
    let mut known = Some(head);
    until_won(|| {
        let known = known.take();
        async move {
            let head = match known {
                Some(head) => head,
                None => head_now(&state.table, room_id).await?,
            };
            attempt(state, sender, id, draft, head).await
        }
    })
    .await
}

async fn attempt(state: &State, sender: &Identity, id: MessageId, draft: &Draft, head: Head) -> Result<Sent, Setback> {
    if head.status == RoomStatus::Closed {
        // A retry of what was stored before the room was closed is still acknowledged.
        let refusal = || ApiError::field("chat_room_id", "This chat room is closed.");
        return earlier(&state.table, id, head).await?.ok_or_else(|| refusal().into());
    }
    let message = message(sender, id, draft, &head);
    let mut after = head.clone();
    after.append(&message);
    let reader = message.sender.side().map(Side::other);
    let note = reader.filter(|&side| head.unread(side) == 0).and_then(|side| head.user_on(side));
    let note = note.map(|user_id| notes::new_message(user_id, &head, &message));

    // The note depends on nothing being unread, so the count of what was read must hold as well.
    let advance = reader.into_iter().fold(advance(&head, &after), |write, side| {
        write.when_equals(&format!("{}_read_count", side.as_str()), head.position(side).count)
    });
    let mut writes = vec![Write::create(&message), Write::create(&MessagePointer::to(&message)), advance];
    writes.extend(note.as_ref().map(Write::put));
    let senders = async {
        // Staff who only look in aren't part of the room, but see what they said.
        if head.side_of(sender).is_some() {
            Audience::default()
        } else {
            Audience::of_users(&state.table, [sender.user_id]).await
        }
    };
    let (written, audience, senders) =
        tokio::join!(state.table.transact(writes), Audience::of_room(&state.table, &head), senders);
    match written {
        Err(error) if error.failed_at(1) => {
            let gone = || ApiError::internal("a message's pointer points nowhere");
            return earlier(&state.table, id, head).await?.ok_or_else(|| gone().into());
        }
        written => written?,
    }
    let told = async {
        if let Some(note) = &note {
            audience.only(note.user_id).tell(state, &Event::notification_created(note)).await;
        }
    };
    let event = Event::message_created(&message, &after);
    let everyone = audience.clone().and(senders);
    tokio::join!(everyone.tell(state, &event), told);
    Ok(Sent { message, head: after, is_new: true })
}

fn message(sender: &Identity, id: MessageId, draft: &Draft, head: &Head) -> Message {
    let kind = if sender.user_id == head.customer_id { SenderType::User } else { SenderType::Agent };
    let message = Message {
        id,
        room_id: head.room_id,
        seq: 0,
        customer_messages: 0,
        agent_messages: 0,
        sender: Sender { user_id: Some(sender.user_id), kind, name: sender.name.clone() },
        content: draft.content.clone(),
        message_type: draft.message_type,
        client_message_id: draft.client_message_id.clone(),
        created_at: head.updated_at,
        edited_at: None,
    };
    message.next_after(head)
}

/// The message that an earlier attempt stored, if one did.
async fn earlier(table: &Table, id: MessageId, head: Head) -> Result<Option<Sent>, ApiError> {
    let pointer: Option<MessagePointer> = table.get(&Key::message_pointer(id), Read::Consistent).await?;
    let Some(pointer) = pointer else { return Ok(None) };
    let message: Option<Message> = table.get(&pointer.target(), Read::Consistent).await?;
    Ok(message.map(|message| Sent { message, head, is_new: false }))
}
