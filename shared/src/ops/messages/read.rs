//! Reading positions: each side of a room has one, and moving it is one small write, however many messages it passes.

use std::collections::BTreeSet;

use super::{Found, find_message};
use crate::{
    ApiError, State,
    auth::{Authn, Caller, Credentials, open_head},
    event::Event,
    ids::{MessageId, RoomId},
    model::{Head, LogEntry, Message, Position, SenderType, Side},
    ops::{Recipients, effects::Effects, race::retry_on_conflict},
    store::{find_heads, head_now},
    table::Read,
    time::Timestamp,
};

/// Moves the caller's position up to a message of the other side, unless it is further already.
///
/// # Errors
/// 404 for a message that the caller may not see, 403 for a caller who isn't on the side it was sent to.
pub async fn mark_read(state: &State, credentials: Credentials, id: MessageId) -> Result<(Message, Head), ApiError> {
    let Found { caller, message, head } = find_message(state, credentials, id).await?;
    let side = receiving_side(&caller, &message, &head)?;
    let head = move_position(state, head, side, Move::UpTo(message.seq), message.received_by(side)).await?;
    Ok((message, head))
}

/// Moves the caller's position to just before a message of the other side, unless it is there or lower already.
///
/// # Errors
/// As [`mark_read`].
pub async fn mark_unread(state: &State, credentials: Credentials, id: MessageId) -> Result<(Message, Head), ApiError> {
    let Found { caller, message, head } = find_message(state, credentials, id).await?;
    let side = receiving_side(&caller, &message, &head)?;
    // The system's messages are not counted.
    let itself = u64::from(message.sender.side().is_some());
    let count = message.received_by(side).saturating_sub(itself);
    let head = move_position(state, head, side, Move::DownTo(message.seq.saturating_sub(1)), count).await?;
    Ok((message, head))
}

/// Moves the caller's position up to the last of these messages in each of their rooms; returns the number of messages
/// that became read. Messages that the caller may not see, or isn't on the receiving side of, are skipped.
///
/// # Errors
/// An unreachable table.
pub async fn mark_bulk_read(state: &State, caller: &Caller, ids: Vec<MessageId>) -> Result<u64, ApiError> {
    let rooms: BTreeSet<RoomId> = ids.iter().map(|id| id.room()).collect();
    let keys = ids.iter().map(|id| LogEntry::key_of(id.room(), id.seq()));
    let entries = async { Ok::<_, ApiError>(state.table.get_all::<LogEntry>(keys, Read::Consistent).await?) };
    let (entries, heads) =
        tokio::try_join!(entries, find_heads(&state.table, rooms.into_iter().collect(), Read::Consistent))?;
    let messages: Vec<Message> = entries.iter().filter_map(LogEntry::as_message).collect();
    let mut count = 0;
    for head in heads.into_iter().filter(|head| head.is_visible_to(&caller.identity)) {
        let theirs =
            |message: &&Message| message.room_id == head.room_id && receiving_side(caller, message, &head).is_ok();
        if let Some(furthest) = messages.iter().filter(theirs).max_by_key(|message| message.seq) {
            let side = receiving_side(caller, furthest, &head)?;
            count += read_more(state, head, side, furthest.seq, furthest.received_by(side)).await?;
        }
    }
    Ok(count)
}

/// Moves the caller's position to the end of a room; returns the number of messages that became read.
///
/// # Errors
/// 404 for a room that the caller may not see, 403 for a caller who only watches.
pub async fn mark_chat_read(state: &State, caller: &Caller, room_id: RoomId) -> Result<u64, ApiError> {
    let head = head_now(&state.table, room_id).await?;
    if !head.is_visible_to(&caller.identity) {
        return Err(ApiError::NotFound);
    }
    let side = head.side_of(&caller.identity).ok_or_else(ApiError::forbidden)?;
    let (seq, count) = (head.seq, head.received_by(side));
    read_more(state, head, side, seq, count).await
}

/// Number of messages that became read by moving a position up.
async fn read_more(state: &State, head: Head, side: Side, seq: u64, count: u64) -> Result<u64, ApiError> {
    let before = head.position(side).count;
    move_position(state, head, side, Move::UpTo(seq), count).await?;
    Ok(count.saturating_sub(before))
}

/// Moves the caller's position up to event `seq` of a room, or to its last event if it has fewer. A caller who only
/// watches has no position, and moves none.
///
/// # Errors
/// 404 for a room that the caller may not see.
pub async fn read_up_to(state: &State, authn: impl Into<Authn>, room_id: RoomId, seq: u64) -> Result<(), ApiError> {
    let (caller, mut head) = open_head(state, authn, room_id).await?;
    let Some(side) = head.side_of(&caller.identity) else {
        return Ok(());
    };
    if head.seq < seq {
        head = head_now(&state.table, room_id).await?;
    }
    let seq = seq.min(head.seq);
    let count =
        if seq == head.seq { head.received_by(side) } else { received_up_to(state, room_id, side, seq).await? };
    move_position(state, head, side, Move::UpTo(seq), count).await.map(|_| ())
}

/// Number of the other side's messages in a room up to event `seq`.
async fn received_up_to(state: &State, room_id: RoomId, side: Side, seq: u64) -> Result<u64, ApiError> {
    let entry: Option<LogEntry> = state.table.get(&LogEntry::key_of(room_id, seq), Read::Consistent).await?;
    Ok(entry.map_or(0, |entry| entry.head.received_by(side)))
}

/// The side that `message` was sent to, if the caller is on it.
fn receiving_side(caller: &Caller, message: &Message, head: &Head) -> Result<Side, ApiError> {
    let sent_to = match message.sender.kind {
        SenderType::User => Side::Agent,
        SenderType::Agent | SenderType::System => Side::Customer,
    };
    head.side_of(&caller.identity).filter(|&side| side == sent_to).ok_or_else(ApiError::forbidden)
}

#[derive(Clone, Copy)]
enum Move {
    UpTo(u64),
    DownTo(u64),
}

impl Move {
    /// `true` if a side with this position has nothing to move.
    fn is_done(self, position: Position) -> bool {
        match self {
            Self::UpTo(seq) => position.seq >= seq,
            Self::DownTo(seq) => position.seq <= seq,
        }
    }
}

/// Moves a side's position, which then covers `count` of the other side's messages, and publishes it. Does nothing if
/// the position is that far already.
async fn move_position(state: &State, head: Head, side: Side, to: Move, count: u64) -> Result<Head, ApiError> {
    let room_id = head.room_id;
    let mut known = Some(head);
    retry_on_conflict(|| {
        let known = known.take();
        async move {
            let head = match known {
                Some(head) => head,
                None => head_now(&state.table, room_id).await?,
            };
            if to.is_done(head.position(side)) {
                return Ok(head);
            }
            let (Move::UpTo(seq) | Move::DownTo(seq)) = to;
            let position = Position { seq, count, at: Some(Timestamp::now()) };
            let mut effects = Effects::<ApiError>::new();
            effects.write(head.reading(side).move_to((room_id, side), position, head.seq));
            effects.publish(Event::message_read(room_id, side, position), Recipients::of_room(&head));
            effects.commit(state).await?.carry_out(state).await;
            Ok(head.with_position(side, position))
        }
    })
    .await
}
