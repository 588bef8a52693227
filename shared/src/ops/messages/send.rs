//! Sending a message: two round trips without a file, however long the room's history.
//!
//! 1. Beside each other: the sender's session (or connection) and the room's head.
//! 2. If it has a file: that is put where it is to stay, which [`uploads`] looks after.
//! 3. One transaction, and beside it the connections of those who will be told.
//!
//! The head may be some milliseconds old: the transaction holds only if no event came after it, so what was decided by
//! an old one – open or closed, who takes part, which number is next – is never written.

use std::time::Duration;

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    ids::{ConnectionId, MessageId, RoomId, UserId},
    model::{
        Attachment, Head, Identity, Message, MessagePointer, MessageType, Notification, NotificationsRead, Place,
        Position, RoomStatus, Sender, Side, WebhookTrigger,
    },
    ops::{
        Recipients,
        connections::reply,
        notes,
        race::{Attempt, MESSAGE_CONFLICT_DEADLINE, retry_on_conflict_within},
        rooms::{advance, head_now, open_head, reopen_by_customer},
        uploads,
        webhooks::Outbox,
    },
    pace::{burst, following, interval},
    security::throttled,
    table::{Entity, Key, Read, Rejected, Table, Transaction, Write},
    time::Timestamp,
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
/// as it is stored: whoever is slow to take the push doesn't hold up the sender. A customer's message to a resolved room
/// reopens that.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for one that is closed, or a file that can't be sent; 429 when the
/// sender sends too much.
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
            // Boxed, since the requests to the bucket are large, and messages without a file shall not carry them along.
            let attached = Box::pin(attach(state, sender, &head, file));
            let (stored, attached) = match file {
                // First what an earlier attempt has stored: a retry would leave its file behind.
                DraftFile::Enclosed(_) => match earlier(&state.table, id, &head).await? {
                    Some(stored) => (Some(stored), None),
                    None => (None, Some(attached.await)),
                },
                DraftFile::Uploaded(_) => {
                    let (stored, attached) = tokio::join!(earlier(&state.table, id, &head), attached);
                    (stored?, Some(attached))
                }
            };
            if let Some(stored) = stored {
                stored.publish(state, acknowledge_to).await;
                return Ok(stored.sent);
            }
            attached.transpose()?
        }
        _ => None,
    };
    let (_turn, has_waited) = state.pace.turn(room_id, sender.user_id).await;
    let (draft, attachment) = (&draft, &attachment);
    let mut known = Some(head).filter(|_| !has_waited);
    let stored = retry_on_conflict_within(MESSAGE_CONFLICT_DEADLINE, || {
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
    stored.publish(state, acknowledge_to).await;
    Ok(stored.sent)
}

/// A message that is stored, and who is to be told.
struct Stored {
    sent: Sent,
    recipients: Recipients,
    note: Option<Notification>,
    /// What the sender had not read yet, and has by sending.
    read: Option<(Side, Position)>,
    outbox: Outbox,
}

impl Stored {
    async fn publish(&self, state: &State, acknowledge_to: Option<&ConnectionId>) {
        let Self { sent: Sent { message, head, .. }, recipients, note, read, outbox } = self;
        let links = state.files.links();
        let acknowledged = async {
            if let Some(connection) = acknowledge_to {
                reply(state, connection, &Event::ack(message, head, links).to_frame()).await;
            }
        };
        // The acknowledgement brings the message along.
        let others = recipients.clone().without_connection(acknowledge_to);
        let created = Event::message_created(message, head, links);
        let noted = async {
            if let Some(note) = note {
                recipients.only(note.user_id).publish(state, &Event::notification_created(note)).await;
            }
        };
        let read = async {
            if let Some((side, position)) = *read {
                recipients.publish(state, &Event::message_read(head.room_id, side, position)).await;
            }
        };
        tokio::join!(acknowledged, others.publish(state, &created), noted, read, outbox.send(state));
    }
}

/// Puts the file of a message where it is to stay; not that of one which comes too soon.
async fn attach(state: &State, sender: &Identity, head: &Head, file: &DraftFile) -> Result<Attachment, ApiError> {
    let (user_id, room_id) = (sender.user_id, head.room_id);
    if user_id == head.customer_id {
        next_pace(state, sender, head)?;
    }
    match file {
        DraftFile::Enclosed(file) => uploads::store_upload(state, user_id, Place::Room(room_id), file).await,
        DraftFile::Uploaded(id) => uploads::import_upload(state, user_id, room_id, *id).await,
    }
}

async fn attempt(
    state: &State,
    sender: &Identity,
    id: MessageId,
    (draft, attachment): (&Draft, Option<&Attachment>),
    head: Head,
) -> Result<Stored, Attempt> {
    let is_customer = sender.user_id == head.customer_id;
    let head = match head.status {
        // A retry of what was stored before the room was closed is still acknowledged.
        RoomStatus::Closed => {
            return earlier(&state.table, id, &head).await?.ok_or_else(|| ApiError::room_closed().into());
        }
        RoomStatus::Resolved if is_customer => {
            if let Some(stored) = earlier(&state.table, id, &head).await? {
                return Ok(stored);
            }
            Box::pin(reopen_by_customer(state, sender, head.room_id)).await?;
            head_now(&state.table, head.room_id).await?
        }
        _ => head,
    };
    let pace = if is_customer { next_pace(state, sender, &head)? } else { head.pace };
    let message = Message {
        message_type: attachment.map_or(draft.message_type, MessageType::of),
        attachment: attachment.cloned(),
        client_message_id: draft.client_message_id.clone(),
        ..Message::next(&head, id, Sender::new(sender, &head), draft.content.clone())
    };
    let mut after = Head { pace, ..head.clone() };
    after.append(&message);
    // Who answers has read.
    let side = head.side_of(sender);
    let read = side.map(|side| {
        let before = head.position(side);
        // What is only their own was read when they wrote it.
        let at = if before.seq < head.seq { Some(message.created_at) } else { before.at };
        (side, Position { seq: message.seq, count: after.received_by(side), at })
    });
    let reader = message.sender.side().map(Side::other);
    let reader = reader.and_then(|reader| Some((reader, head.user_on(reader)?)));
    let note = reader.filter(|(reader, _)| head.noted(*reader).is_none()).map(|(reader, user_id)| {
        let note = notes::new_message(user_id, &head, &message);
        after = after.clone().with_noted(reader, Some(note.id.unix_millis()));
        note
    });
    let outbox = Outbox::of(state, &[WebhookTrigger::message_created(&message)]).await?;
    let mut transaction = Transaction::new();
    transaction.write_or(Write::create(&MessagePointer::to(&message)), Refusal::Stored);
    transaction.extend([Write::create(&message), advance_and_read(&head, &after, read)]);
    if let Some(file) = attachment {
        transaction.write_or(uploads::claim_upload(file.id), Refusal::FileGone);
    }
    if let Some(DraftFile::Uploaded(_)) = draft.file {
        transaction.write(uploads::release_place(sender.user_id, head.room_id));
    }
    transaction.extend(note.as_ref().map(Write::put));
    transaction.extend(outbox.writes());
    // A notification that was read with all others is known only to their reader's mark.
    let reminded = reader.filter(|_| note.is_none());
    let mark = async {
        match reminded {
            Some((_, user_id)) => {
                let mark =
                    state.table.get::<NotificationsRead>(&Key::notifications_read(user_id), Read::Eventual).await;
                mark.inspect_err(|error| tracing::warn!(%error, "a mark of notifications could not be read"))
                    .ok()
                    .flatten()
            }
            None => None,
        }
    };
    let (written, recipients, mark) =
        tokio::join!(state.table.commit(transaction), recipients(&state.table, &head, sender), mark);
    match written {
        Err(Rejected::Refused(refusals)) if refusals.contains(&Refusal::Stored) => {
            let gone = || ApiError::internal("a message's pointer points nowhere");
            earlier(&state.table, id, &head).await?.ok_or_else(|| gone().into())
        }
        Err(Rejected::Refused(_)) => Err(uploads::not_usable().into()),
        Err(Rejected::Failed(error)) => Err(error.into()),
        Ok(()) => {
            let note = match reminded.zip(mark) {
                Some(((reader, user_id), mark)) => remind(state, &after, reader, user_id, &mark, &message).await,
                None => note,
            };
            let now = read.map_or(after.clone(), |(side, position)| after.clone().with_position(side, position));
            // Of what the others know: nothing but the sender's own lies between.
            let read = read.filter(|&(side, _)| head.position(side).seq < head.seq);
            Ok(Stored { sent: Sent { message, head: now, is_new: true }, recipients, note, read, outbox })
        }
    }
}

/// From when on the customer's message after this one is in time.
fn next_pace(state: &State, sender: &Identity, head: &Head) -> Result<Option<i64>, ApiError> {
    let per_second = state.config.desk.limits.frames_per_second;
    let Some(interval) = interval(per_second) else { return Ok(None) };
    // The head knows whole milliseconds since 1970.
    let interval = Duration::from_millis(u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1));
    let since_1970 = |millis: i64| Duration::from_millis(millis.unsigned_abs());
    let now = Timestamp::now().unix_millis();
    let due = since_1970(head.pace.unwrap_or(now));
    let next = following(due, since_1970(now), interval, burst(interval, per_second));
    let next = next.map_err(|wait| throttled(Some(sender.user_id), "MESSAGES", wait))?;
    Ok(i64::try_from(next.as_millis()).ok())
}

/// Notifies a reader anew who has marked the notification before as read, with all others. Never fails: the message is
/// stored, and the next one asks again.
async fn remind(
    state: &State,
    head: &Head,
    reader: Side,
    user_id: UserId,
    mark: &NotificationsRead,
    message: &Message,
) -> Option<Notification> {
    let before = head.noted(reader)?;
    if mark.up_to.unix_millis() < before {
        return None;
    }
    let note = notes::new_message(user_id, head, message);
    let attribute = format!("{}_noted", reader.as_str());
    let noted = Write::update(head.key()).set(&attribute, note.id.unix_millis()).when_equals(&attribute, before);
    match state.table.transact(vec![noted, Write::put(&note)]).await {
        Ok(()) => Some(note),
        Err(error) if error.is_condition() => None,
        Err(error) => {
            tracing::warn!(%error, "a reader was not notified");
            None
        }
    }
}

/// Reasons why a message isn't stored that are no lost race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// It is stored already.
    Stored,
    /// Its file was used elsewhere, or given up.
    FileGone,
}

/// The write of the head: with the message in it, and how far its sender has read.
fn advance_and_read(head: &Head, after: &Head, read: Option<(Side, Position)>) -> Write {
    read.into_iter().fold(advance(head, after), |write, (side, Position { seq, count, at })| {
        let attribute = |what: &str| format!("{}_read_{what}", side.as_str());
        write.set(&attribute("seq"), seq).set(&attribute("count"), count).set(&attribute("at"), at)
    })
}

/// Everyone who sees the room. Staff who only look in aren't part of it, but see what they said.
async fn recipients(table: &Table, head: &Head, sender: &Identity) -> Recipients {
    let room = Recipients::of_room(table, head);
    if head.side_of(sender).is_some() {
        return room.await;
    }
    let (room, sender) = tokio::join!(room, Recipients::of_users(table, [sender.user_id]));
    room.and(sender)
}

/// The message that an earlier attempt stored, if one did. It may have got no further, so everyone is told again: clients
/// know an event that they have by its number.
async fn earlier(table: &Table, id: MessageId, head: &Head) -> Result<Option<Stored>, ApiError> {
    let pointer: Option<MessagePointer> = table.get(&Key::message_pointer(id), Read::Consistent).await?;
    let Some(pointer) = pointer else { return Ok(None) };
    let message: Option<Message> = table.get(&pointer.target(), Read::Consistent).await?;
    let Some(message) = message else { return Ok(None) };
    let recipients = Recipients::of_room(table, head).await;
    let sent = Sent { message, head: head.clone(), is_new: false };
    Ok(Some(Stored { sent, recipients, note: None, read: None, outbox: Outbox::default() }))
}
