//! The entry that appends a message to its room: one conditional put, unless a file or the reader's notification is
//! stored with it.

use std::time::Duration;

use super::{Draft, DraftFile, remind::Reminder, sent::Sent};
use crate::{
    ApiError, State,
    event::Event,
    ids::{ConnectionId, RoomId},
    model::{Attachment, Head, Identity, LogEntry, Message, MessageType, Position, RetryKey, RoomStatus, Side},
    ops::{
        Recipients,
        effects::{Effects, Stored},
        race::Attempt,
        rooms::reopen_by_customer,
        uploads,
    },
    pace::{burst, following, interval},
    security::throttled,
    store::{LogTail, Lookback, Throttle},
    table::{Rejected, Write},
    time::Timestamp,
};

/// A message that is being sent.
pub(super) struct Sending<'a> {
    pub state: &'a State,
    pub sender: &'a Identity,
    /// Connection that the message came over, which gets an acknowledgement.
    pub connection: Option<&'a ConnectionId>,
    pub draft: &'a Draft,
    /// The same for all attempts: once one of them has succeeded, the others find its message.
    pub key: RetryKey,
}

/// Searches of a sender for earlier attempts beyond what is read with the head, per hour.
const LOOKBACKS_PER_HOUR: u64 = 1_000;
/// Entries that count as one such search.
const ENTRIES_PER_LOOKBACK: u64 = 1_000;

/// The file of a message was used elsewhere, or discarded.
struct FileGone;

impl Sending<'_> {
    /// Finds the message stored by an earlier attempt, among the entries of `lookback`. That attempt may have stopped
    /// before it published, so it is published again: clients ignore an event number that they have.
    pub async fn earlier(&self, tail: &LogTail, lookback: Lookback) -> Result<Option<(Sent, Stored)>, ApiError> {
        let found = match tail.sent(self.sender.user_id, &self.key) {
            Some(entry) => entry.as_message(),
            None => self.find_far_back(tail, lookback).await?,
        };
        let Some(message) = found else { return Ok(None) };
        let (head, links) = (tail.head.clone(), self.state.files.links());
        let mut effects = Effects::<ApiError>::new();
        let others = Recipients::of_room(&head).without_connection(self.connection);
        effects.publish(Event::message_created(&message, &head, links), others);
        let stored = effects.commit(self.state).await?;
        Ok(Some((Sent { message, head, is_new: false }, stored)))
    }

    /// Finds the message where few senders have to look: what that costs is limited.
    ///
    /// # Errors
    /// 429 for a sender above the limit.
    async fn find_far_back(&self, tail: &LogTail, lookback: Lookback) -> Result<Option<Message>, ApiError> {
        let (table, sender) = (&self.state.table, self.sender.user_id);
        let entries = tail.left_of(lookback);
        if entries == 0 {
            return Ok(None);
        }
        let searches = Throttle::new(&format!("LOOKBACK#{sender}"), LOOKBACKS_PER_HOUR, chrono::Duration::hours(1));
        searches.take_many(table, 1 + entries / ENTRIES_PER_LOOKBACK).await?;
        let found = tail.find_before(table, entries, (sender, &self.key)).await?;
        Ok(found.and_then(|entry| entry.as_message()))
    }

    /// Finds the message stored after an attempt that ended with an error: the answer to its write was lost since it
    /// read the log, or its file is used, by an earlier attempt.
    ///
    /// # Errors
    /// The error, if it isn't stored.
    pub async fn earlier_or(
        &self,
        error: ApiError,
        room_id: RoomId,
        since: Lookback,
    ) -> Result<(Sent, Stored), ApiError> {
        let lookback = match (&error, &self.key) {
            (ApiError::Unavailable(_), _) => since,
            (ApiError::Validation(_), RetryKey::File(_)) => Lookback::Last,
            _ => return Err(error),
        };
        let tail = LogTail::read(&self.state.table, room_id, lookback).await?;
        self.earlier(&tail, lookback).await?.ok_or(error)
    }

    /// Appends the message to the room, which had this head some time ago.
    pub async fn append_after(&self, known: &Head, attachment: Option<&Attachment>) -> Result<(Sent, Stored), Attempt> {
        let since = Lookback::After(known.seq);
        let tail = LogTail::read(&self.state.table, known.room_id, since).await?;
        match self.earlier(&tail, since).await? {
            Some(earlier) => Ok(earlier),
            None => self.append(tail.head, attachment).await,
        }
    }

    /// Appends the message to the room with this head.
    pub async fn append(&self, head: Head, attachment: Option<&Attachment>) -> Result<(Sent, Stored), Attempt> {
        match head.status {
            RoomStatus::Closed => Err(ApiError::room_closed().into()),
            RoomStatus::Resolved if self.is_from_customer(&head) => {
                Box::pin(reopen_by_customer(self.state, self.sender, head.room_id, head.status)).await?;
                // Once more from the start: the room may have been closed or resolved again meanwhile, or another
                // attempt may have stored the message.
                Box::pin(self.append_after(&head, attachment)).await
            }
            _ => self.write(&head, attachment).await,
        }
    }

    async fn write(&self, head: &Head, attachment: Option<&Attachment>) -> Result<(Sent, Stored), Attempt> {
        let table = &self.state.table;
        let message = self.message(head, attachment);
        let mut after = Head { pace: self.next_pace(head)?, ..head.clone() };
        after.append(&message);
        let read = self.position(head, &after, &message);
        if let Some((side, position)) = read {
            after = after.with_written(side, position);
        }
        let reminder = Reminder::of(head, &message);
        let after = reminder.recorded_in(after);
        let effects = self.effects(head, &after, &message, read, &reminder);
        let (committed, mark) = tokio::join!(effects.commit(self.state), reminder.mark(table));
        match committed {
            Ok(mut stored) => {
                if let Some(again) = reminder.again(table, head, mark, &message).await {
                    let reader = self.recipients(head).only(again.user_id);
                    stored.publish(Event::notification_created(&again), reader);
                }
                Ok((Sent { message, head: after, is_new: true }, stored))
            }
            Err(Rejected::Refused(_)) => Err(uploads::not_usable().into()),
            Err(Rejected::Failed(error)) => Err(error.into()),
        }
    }

    /// Everything that is stored with the message and published after it.
    fn effects(
        &self,
        head: &Head,
        after: &Head,
        message: &Message,
        read: Option<(Side, Position)>,
        reminder: &Reminder,
    ) -> Effects<FileGone> {
        let recipients = self.recipients(head);
        let mut effects = Effects::new();
        effects.write(Write::create(&LogEntry::message(message, Some(&self.key), after)));
        if let Some(file) = &message.attachment {
            effects.write_or(uploads::claim_upload(file.id), FileGone);
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
        effects
    }

    fn message(&self, head: &Head, attachment: Option<&Attachment>) -> Message {
        let draft = self.draft;
        Message {
            message_type: attachment.map_or(draft.message_type, MessageType::of),
            attachment: attachment.cloned(),
            client_message_id: draft.client_message_id.clone(),
            ..head.next_message(head.sender(self.sender), draft.content.clone())
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
