//! The transaction that appends a message to its room: message, pointer and head; the sender's reading position, the
//! reader's notification, and the file.

use std::time::Duration;

use super::{Draft, DraftFile, remind::Reminder, sent::Sent};
use crate::{
    ApiError, State,
    event::Event,
    ids::{ConnectionId, MessageId, RoomId},
    model::{
        Attachment, Head, Identity, Message, MessagePointer, MessageType, Position, RoomStatus, Side, WebhookTrigger,
    },
    ops::{
        Recipients,
        effects::{Effects, Stored},
        race::Attempt,
        rooms::reopen_by_customer,
        uploads,
    },
    pace::{burst, following, interval},
    security::throttled,
    store::head_now,
    table::{Read, Rejected, Write},
    time::Timestamp,
};

/// A message that is being sent.
pub(super) struct Sending<'a> {
    pub state: &'a State,
    pub sender: &'a Identity,
    /// Connection that the message came over, which gets an acknowledgement.
    pub connection: Option<&'a ConnectionId>,
    pub draft: &'a Draft,
    /// One id for all attempts: once one of them has succeeded, the others find its pointer.
    id: MessageId,
}

/// Reasons other than a conflict for which a message isn't stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Already stored.
    Stored,
    /// Its file was used elsewhere, or discarded.
    FileGone,
}

impl<'a> Sending<'a> {
    pub fn new(
        state: &'a State,
        sender: &'a Identity,
        connection: Option<&'a ConnectionId>,
        room_id: RoomId,
        draft: &'a Draft,
    ) -> Self {
        Self { state, sender, connection, draft, id: draft.message_id(room_id, sender.user_id) }
    }

    /// Appends the message, or finds it stored.
    pub async fn append(&self, head: Head, attachment: Option<&Attachment>) -> Result<(Sent, Stored), Attempt> {
        let head = match head.status {
            // A retry of a message that was stored before the room was closed is still acknowledged.
            RoomStatus::Closed => {
                return self.earlier(&head).await?.ok_or_else(|| ApiError::room_closed().into());
            }
            RoomStatus::Resolved if self.is_from_customer(&head) => {
                if let Some(earlier) = self.earlier(&head).await? {
                    return Ok(earlier);
                }
                Box::pin(reopen_by_customer(self.state, self.sender, head.room_id)).await?;
                head_now(&self.state.table, head.room_id).await?
            }
            _ => head,
        };
        self.write(&head, attachment).await
    }

    async fn write(&self, head: &Head, attachment: Option<&Attachment>) -> Result<(Sent, Stored), Attempt> {
        let table = &self.state.table;
        let message = self.message(head, attachment);
        let mut after = Head { pace: self.next_pace(head)?, ..head.clone() };
        after.append(&message);
        let reminder = Reminder::of(head, &message);
        let after = reminder.noted_in(after);
        let read = self.position(head, &after, &message);
        let effects = self.effects(head, &after, &message, read, &reminder).await?;
        let (committed, mark) = tokio::join!(effects.commit(self.state), reminder.mark(table));
        match committed {
            Ok(mut stored) => {
                if let Some(again) = reminder.again(table, &after, mark, &message).await {
                    let reader = self.recipients(head).only(again.user_id);
                    stored.publish(Event::notification_created(&again), reader);
                }
                let head = match read {
                    Some((side, position)) => after.with_position(side, position),
                    None => after,
                };
                Ok((Sent { message, head, is_new: true }, stored))
            }
            Err(Rejected::Refused(refusals)) if refusals.contains(&Refusal::Stored) => {
                let gone = || ApiError::internal("a message's pointer points nowhere");
                self.earlier(head).await?.ok_or_else(|| gone().into())
            }
            Err(Rejected::Refused(_)) => Err(uploads::not_usable().into()),
            Err(Rejected::Failed(error)) => Err(error.into()),
        }
    }

    /// Everything that is stored with the message and published after it.
    async fn effects(
        &self,
        head: &Head,
        after: &Head,
        message: &Message,
        read: Option<(Side, Position)>,
        reminder: &Reminder,
    ) -> Result<Effects<Refusal>, ApiError> {
        let recipients = self.recipients(head);
        let mut effects = Effects::new();
        effects.write_or(Write::create(&MessagePointer::to(message)), Refusal::Stored);
        effects.extend([Write::create(message), advance_and_read(head, after, read)]);
        if let Some(file) = &message.attachment {
            effects.write_or(uploads::claim_upload(file.id), Refusal::FileGone);
        }
        if let Some(DraftFile::Uploaded(_)) = self.draft.file {
            effects.write(uploads::release_place(self.sender.user_id, head.room_id));
        }
        // The acknowledgement contains the message.
        let others = recipients.clone().without_connection(self.connection);
        effects.publish(Event::message_created(message, after, self.state.files.links()), others);
        // Published only if the sender had unread events: otherwise the position passes only the new message.
        if let Some((side, position)) = read.filter(|&(side, _)| head.position(side).seq < head.seq) {
            effects.publish(Event::message_read(head.room_id, side, position), recipients.clone());
        }
        match reminder {
            Reminder::First(_, notification) => effects.notify(notification, &recipients),
            Reminder::Nobody | Reminder::Again(..) => {}
        }
        effects.deliver(self.state, &[WebhookTrigger::message_created(message)]).await?;
        Ok(effects)
    }

    fn message(&self, head: &Head, attachment: Option<&Attachment>) -> Message {
        let draft = self.draft;
        Message {
            message_type: attachment.map_or(draft.message_type, MessageType::of),
            attachment: attachment.cloned(),
            client_message_id: draft.client_message_id.clone(),
            ..head.next_message(self.id, head.sender(self.sender), draft.content.clone())
        }
    }

    /// The sender's reading position: an answer implies that they have read.
    fn position(&self, head: &Head, after: &Head, message: &Message) -> Option<(Side, Position)> {
        let side = head.side_of(self.sender)?;
        let before = head.position(side);
        // If nothing was unread, the time of reading stays.
        let at = if before.seq < head.seq { Some(message.created_at) } else { before.at };
        Some((side, Position { seq: message.seq, count: after.received_by(side), at }))
    }

    /// Everyone who sees the room, and a sender who only watches it.
    fn recipients(&self, head: &Head) -> Recipients {
        Recipients::of_room(head).and_users([self.sender.user_id])
    }

    /// Reads the message that an earlier attempt has stored, if any. That attempt may have stopped before it published,
    /// so it is published again: clients ignore an event number that they have.
    pub async fn earlier(&self, head: &Head) -> Result<Option<(Sent, Stored)>, ApiError> {
        let table = &self.state.table;
        let pointer: Option<MessagePointer> = table.get(&MessagePointer::key_of(self.id), Read::Consistent).await?;
        let Some(pointer) = pointer else { return Ok(None) };
        let message: Option<Message> = table.get(&pointer.target(), Read::Consistent).await?;
        let Some(message) = message else { return Ok(None) };
        let mut effects = Effects::<ApiError>::new();
        let others = Recipients::of_room(head).without_connection(self.connection);
        effects.publish(Event::message_created(&message, head, self.state.files.links()), others);
        let stored = effects.commit(self.state).await?;
        Ok(Some((Sent { message, head: head.clone(), is_new: false }, stored)))
    }

    fn is_from_customer(&self, head: &Head) -> bool {
        self.sender.user_id == head.customer_id
    }

    /// Earliest time of the customer's message after this one under the rate limit; for other senders, unchanged.
    ///
    /// # Errors
    /// 429 for a customer above the limit.
    pub fn next_pace(&self, head: &Head) -> Result<Option<i64>, ApiError> {
        if !self.is_from_customer(head) {
            return Ok(head.pace);
        }
        let per_second = self.state.config.desk.limits.frames_per_second;
        let Some(interval) = interval(per_second) else { return Ok(None) };
        // The head stores whole milliseconds since 1970.
        let interval = Duration::from_millis(u64::try_from(interval.as_millis()).unwrap_or(u64::MAX).max(1));
        let since_1970 = |millis: i64| Duration::from_millis(millis.unsigned_abs());
        let now = Timestamp::now().unix_millis();
        let due = since_1970(head.pace.unwrap_or(now));
        let next = following(due, since_1970(now), interval, burst(interval, per_second));
        let next = next.map_err(|wait| throttled(Some(self.sender.user_id), "MESSAGES", wait))?;
        Ok(i64::try_from(next.as_millis()).ok())
    }
}

/// Write of the head with the message and the sender's position.
fn advance_and_read(head: &Head, after: &Head, read: Option<(Side, Position)>) -> Write {
    read.into_iter().fold(head.advance(after), |write, (side, Position { seq, count, at })| {
        let attribute = |part: &str| format!("{}_read_{part}", side.as_str());
        write.set(&attribute("seq"), seq).set(&attribute("count"), count).set(&attribute("at"), at)
    })
}
