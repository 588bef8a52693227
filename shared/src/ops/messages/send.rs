//! Sending of a message: two round trips without a file, however long the room's history.
//!
//! 1. Concurrently: the sender's session (or connection) and the room's head.
//! 2. The file, if there is one, is copied to its final key; see [`uploads`].
//! 3. One transaction, concurrently with reading the recipients' connections.
//!
//! The head may lag some milliseconds: the transaction succeeds only if no event came after it, so no decision on an
//! outdated head (status, participants, next number) is ever written.

use std::time::Duration;

use crate::{
    ApiError, State,
    auth::Caller,
    event::Event,
    http::CreatedOnce,
    ids::{ConnectionId, MessageId, RoomId, UserId},
    model::{
        Attachment, Head, Identity, Message, MessagePointer, MessageType, Notification, NotificationsRead, Place,
        Position, RoomStatus, Side, WebhookTrigger,
    },
    ops::{
        Recipients, notes,
        publish::reply,
        race::{Attempt, MESSAGE_CONFLICT_DEADLINE, retry_on_conflict_within},
        rooms::reopen_by_customer,
        uploads,
        webhooks::Outbox,
    },
    pace::{burst, following, interval},
    security::throttled,
    store::{head_now, open_head},
    table::{Entity, Read, Rejected, Table, Transaction, Write},
    time::Timestamp,
    views::MessageView,
};

use super::{Draft, DraftFile};

/// A stored message.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Message.
    pub message: Message,
    /// Head of the room after the message.
    pub head: Head,
    /// `false` if an earlier attempt had stored it already.
    pub is_new: bool,
}

impl Sent {
    /// 201 with the message, or 200 if an earlier attempt had stored it already.
    pub fn answer(&self, state: &State) -> CreatedOnce<MessageView> {
        CreatedOnce { is_new: self.is_new, created: MessageView::new(&self.message, &self.head, state.files.links()) }
    }
}

/// Stores a message once and publishes it to everyone who sees the room. A message sent over a connection is
/// acknowledged there as soon as it is stored: slow recipients don't delay the sender. A customer's message to a
/// resolved room reopens it.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for a closed one and for an invalid file; 429 for a sender above the
/// rate limit.
pub async fn send_message(
    state: &State,
    caller: impl Future<Output = Result<Caller, ApiError>>,
    room_id: RoomId,
    draft: Draft,
    acknowledge_to: Option<&ConnectionId>,
) -> Result<Sent, ApiError> {
    // Webhooks are cached for some seconds: refreshed concurrently, so that it adds no latency.
    let (opened, ()) = tokio::join!(open_head(&state.table, caller, room_id), state.webhooks.refresh(&state.table));
    let (caller, head) = opened?;
    let sender = &caller.identity;
    // One id for all attempts: once one of them has succeeded, the others find its pointer.
    let id = draft.message_id(room_id, sender.user_id);
    let attachment = match &draft.file {
        // A file is only stored if the message can be sent.
        Some(file) if head.status != RoomStatus::Closed => {
            // Boxed, since the futures of the bucket's requests are large, and messages without a file don't need them.
            let attached = Box::pin(attach(state, sender, &head, file));
            let (stored, attached) = match file {
                // Checked before the file is stored: a retry would leave an unused one behind.
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

/// A stored message with its recipients.
struct Stored {
    sent: Sent,
    recipients: Recipients,
    note: Option<Notification>,
    /// The sender's position, if sending has moved it.
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
        // The acknowledgement contains the message.
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

/// Stores the file of a message at its final key; not one of a message above the rate limit.
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
        // A retry of a message that was stored before the room was closed is still acknowledged.
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
        ..head.next_message(id, head.sender(sender), draft.content.clone())
    };
    let mut after = Head { pace, ..head.clone() };
    after.append(&message);
    // An answer implies that the sender has read.
    let side = head.side_of(sender);
    let read = side.map(|side| {
        let before = head.position(side);
        // If nothing was unread, the time of reading stays.
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
    // A notification that was read with all others is only recorded in the reader's mark.
    let reminded = reader.filter(|_| note.is_none());
    let mark = async {
        match reminded {
            Some((_, user_id)) => {
                let mark =
                    state.table.get::<NotificationsRead>(&NotificationsRead::key_of(user_id), Read::Eventual).await;
                mark.inspect_err(|error| tracing::warn!(%error, "failed read of a notification mark")).ok().flatten()
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
            // Published only if the sender had unread events: otherwise the position passes only the new message.
            let read = read.filter(|&(side, _)| head.position(side).seq < head.seq);
            Ok(Stored { sent: Sent { message, head: now, is_new: true }, recipients, note, read, outbox })
        }
    }
}

/// Earliest time of the customer's message after this one under the rate limit.
fn next_pace(state: &State, sender: &Identity, head: &Head) -> Result<Option<i64>, ApiError> {
    let per_second = state.config.desk.limits.frames_per_second;
    let Some(interval) = interval(per_second) else { return Ok(None) };
    // The head stores whole milliseconds since 1970.
    let interval = Duration::from_millis(u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1));
    let since_1970 = |millis: i64| Duration::from_millis(millis.unsigned_abs());
    let now = Timestamp::now().unix_millis();
    let due = since_1970(head.pace.unwrap_or(now));
    let next = following(due, since_1970(now), interval, burst(interval, per_second));
    let next = next.map_err(|wait| throttled(Some(sender.user_id), "MESSAGES", wait))?;
    Ok(i64::try_from(next.as_millis()).ok())
}

/// Notifies a reader again whose mark covers the previous notification. Never fails: the message is stored, and the
/// next message retries.
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
            tracing::warn!(%error, "notification of a reader failed");
            None
        }
    }
}

/// Reasons other than a conflict for which a message isn't stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Already stored.
    Stored,
    /// Its file was used elsewhere, or discarded.
    FileGone,
}

/// Write of the head with the message and the sender's position.
fn advance_and_read(head: &Head, after: &Head, read: Option<(Side, Position)>) -> Write {
    read.into_iter().fold(head.advance(after), |write, (side, Position { seq, count, at })| {
        let attribute = |what: &str| format!("{}_read_{what}", side.as_str());
        write.set(&attribute("seq"), seq).set(&attribute("count"), count).set(&attribute("at"), at)
    })
}

/// Everyone who sees the room, and a sender who only watches it.
async fn recipients(table: &Table, head: &Head, sender: &Identity) -> Recipients {
    let room = Recipients::of_room(table, head);
    if head.side_of(sender).is_some() {
        return room.await;
    }
    let (room, sender) = tokio::join!(room, Recipients::of_users(table, [sender.user_id]));
    room.and(sender)
}

/// Reads the message that an earlier attempt has stored, if any. That attempt may have stopped before it published, so
/// it is published again: clients ignore an event number that they have.
async fn earlier(table: &Table, id: MessageId, head: &Head) -> Result<Option<Stored>, ApiError> {
    let pointer: Option<MessagePointer> = table.get(&MessagePointer::key_of(id), Read::Consistent).await?;
    let Some(pointer) = pointer else { return Ok(None) };
    let message: Option<Message> = table.get(&pointer.target(), Read::Consistent).await?;
    let Some(message) = message else { return Ok(None) };
    let recipients = Recipients::of_room(table, head).await;
    let sent = Sent { message, head: head.clone(), is_new: false };
    Ok(Some(Stored { sent, recipients, note: None, read: None, outbox: Outbox::default() }))
}
