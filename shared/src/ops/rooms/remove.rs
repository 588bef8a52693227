//! Deleting a room: from one moment to the next nobody sees it or can write to it any more, and the sweep erases what it
//! consisted of – events, notes, files, and the notifications that quote them. DailyStats and the audit log stay.

use std::collections::BTreeSet;

use chrono::Duration;
use serde::Deserialize;
use serde_json::Value;

use super::read_room;
use crate::{
    ApiError, State,
    files::keys as files,
    ids::{RoomId, UserId},
    model::{AuditEntry, Identity, Message, Notification, RemovedRoom, RoomEvent, RoomEventKind, RoomStatus},
    ops::race::{Attempt, retry_on_conflict},
    table::{Entity, Key, Query, Write, keys},
    time::Timestamp,
};

/// After this time whatever had begun with the room before it was deleted is over.
const RETRY_DELAY: Duration = Duration::minutes(1);
/// How many rooms are erased in one sweep.
const MAX_ROOMS_PER_SWEEP: usize = 25;
/// How many items of a room are erased at once; a message's pointer goes with it, and a transaction holds 100 writes.
const ITEMS: usize = 50;
/// How many notifications are looked at at once.
const NOTIFICATIONS: usize = 100;

/// Deletes a closed room for `by`.
///
/// # Errors
/// 404 when there is none, 400 when it isn't closed.
pub async fn remove_room(state: &State, by: &Identity, id: RoomId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let (room, head) = read_room(&state.table, by, id).await?;
        if head.status != RoomStatus::Closed {
            return Err(ApiError::invalid("Close the chat before deleting it.").into());
        }
        let removed = RemovedRoom { room_id: id, customer_id: room.customer_id, removed_at: Timestamp::now() };
        let audited = AuditEntry::new(by, "room", "deleted", id, &room.subject);
        let writes = vec![
            Write::delete(room.key()).when_exists(),
            Write::delete(head.key()).when_equals("seq", head.seq),
            Write::create(&removed),
            Write::put(&audited),
        ];
        Ok::<_, Attempt>(state.table.transact(writes).await?)
    })
    .await
}

/// Erases what is left of rooms that were deleted. Safe to run at any time, twice at once, and to be cut off anywhere.
///
/// # Errors
/// When the table can't be read.
pub async fn erase_removed(state: &State) -> Result<(), ApiError> {
    let removed: Vec<RemovedRoom> = state.table.take(&Query::table(keys::removed_rooms()), MAX_ROOMS_PER_SWEEP).await?;
    let now = Timestamp::now();
    for room in removed.into_iter().filter(|room| room.removed_at.after(RETRY_DELAY) <= now) {
        // What fails here is tried again in a minute.
        if let Err(error) = erase(state, &room).await {
            error.log();
        }
    }
    Ok(())
}

/// An item of a room, of whichever kind.
#[derive(Deserialize)]
#[serde(transparent)]
struct Part(Value);

impl Part {
    fn key(&self) -> Result<Key, ApiError> {
        Key::deserialize(&self.0).map_err(ApiError::internal)
    }

    /// Where the message is found by its id, if this is one.
    fn pointer(&self) -> Option<Key> {
        Some(Key::message_pointer(Message::deserialize(&self.0).ok()?.id))
    }

    /// Who wrote it, or had the room after it.
    fn participant(&self) -> Option<UserId> {
        match RoomEvent::deserialize(&self.0).map(|event| event.kind) {
            Ok(RoomEventKind::RoomUpdated { state, .. }) => Some(state.agent?.user_id),
            Ok(RoomEventKind::MessageEdited { .. }) => None,
            Err(_) => Message::deserialize(&self.0).ok()?.sender.user_id,
        }
    }
}

async fn erase(state: &State, room: &RemovedRoom) -> Result<(), ApiError> {
    forget(state, room.customer_id, room.room_id).await?;
    let mut forgotten_by = BTreeSet::from([room.customer_id]);
    loop {
        let parts: Vec<Part> = state.table.take(&Query::table(keys::room(room.room_id)), ITEMS).await?;
        if parts.is_empty() {
            break;
        }
        for user in parts.iter().filter_map(Part::participant) {
            if forgotten_by.insert(user) {
                forget(state, user, room.room_id).await?;
            }
        }
        let mut deletes: Vec<Write> = parts.iter().filter_map(Part::pointer).map(Write::delete).collect();
        for part in &parts {
            deletes.push(Write::delete(part.key()?));
        }
        state.table.transact(deletes).await?;
    }
    state.files.delete_all(&files::room_prefix(room.room_id)).await?;
    Ok(state.table.write(Write::delete(room.key())).await?)
}

/// Deletes a user's notifications of a room: none is older than the room.
async fn forget(state: &State, user: UserId, room: RoomId) -> Result<(), ApiError> {
    let mut after = keys::notification_sk_before(room);
    loop {
        let list = Query::table(keys::user(user)).between(after, keys::LAST_NOTIFICATION);
        let notes: Vec<Notification> = state.table.take(&list, NOTIFICATIONS).await?;
        let about_it = notes.iter().filter(|note| note.room_id == room);
        let deletes: Vec<Write> = about_it.map(|note| Write::delete(note.key())).collect();
        if !deletes.is_empty() {
            state.table.transact(deletes).await?;
        }
        match notes.last() {
            Some(last) if notes.len() == NOTIFICATIONS => after = keys::notification_sk(last.id),
            _ => return Ok(()),
        }
    }
}
