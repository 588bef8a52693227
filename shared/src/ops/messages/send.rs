//! Sending of a message: two round trips without a file, however long the room's history.
//!
//! 1. Concurrently: the sender's session (or connection) and the end of the room's log.
//! 2. The file, if there is one, is copied to its final key; see [`uploads`].
//! 3. One write, concurrently with reading the recipients' chat sessions; see [`super::append`].
//!
//! The write succeeds only if the log has no entry with its number: so no decision on an outdated head (status,
//! participants, next number) is ever stored.

use super::{Draft, DraftFile, append::Sending, sent::Sent};
use crate::{
    ApiError, State,
    auth::{Authn, open_tail},
    event::Event,
    ids::RoomId,
    model::{Attachment, Head, Place, RoomStatus},
    ops::{
        effects::Stored,
        publish::reply,
        race::{MESSAGE_CONFLICT_DEADLINE, retry_on_conflict_within},
        uploads,
    },
    store::Lookback,
};

/// Stores a message once and publishes it to everyone who sees the room. A message sent over a connection is
/// acknowledged there as soon as it is stored: slow recipients don't delay the sender. A customer's message to a
/// resolved room reopens it.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for a closed one and for an invalid file; 429 for a sender above the
/// rate limit.
pub async fn send_message(
    state: &State,
    authn: impl Into<Authn>,
    room_id: RoomId,
    draft: Draft,
) -> Result<Sent, ApiError> {
    let authn = authn.into();
    let connection = authn.connection().cloned();
    let lookback = draft.lookback();
    let (caller, tail) = open_tail(state, authn, room_id, lookback).await?;
    let connection = connection.as_ref();
    let sending = &Sending { state, sender: &caller.identity, connection, draft: &draft, key: draft.retry_key() };
    if let Some(earlier) = sending.earlier(&tail, lookback).await? {
        return Ok(carry_out(sending, earlier).await);
    }
    let since = Lookback::After(tail.head.seq);
    let attachment = &match prepare_file(sending, &tail.head).await {
        Ok(attachment) => attachment,
        Err(error) => return Ok(carry_out(sending, sending.earlier_or(error, room_id, since).await?).await),
    };
    let (_turn, has_waited) = state.pace.turn(room_id, caller.identity.user_id).await;
    let known = &tail.head;
    let mut current = Some(known.clone()).filter(|_| !has_waited);
    let stored = retry_on_conflict_within(MESSAGE_CONFLICT_DEADLINE, || {
        let current = current.take();
        async move {
            match current {
                Some(head) => sending.append(head, attachment.as_ref()).await,
                None => sending.append_after(known, attachment.as_ref()).await,
            }
        }
    })
    .await;
    let stored = match stored {
        Ok(stored) => stored,
        Err(error) => sending.earlier_or(error, room_id, since).await?,
    };
    Ok(carry_out(sending, stored).await)
}

/// Stores the file of a message, if it has one and can be sent.
async fn prepare_file(sending: &Sending<'_>, head: &Head) -> Result<Option<Attachment>, ApiError> {
    match &sending.draft.file {
        // Boxed, since the futures of the bucket's requests are large, and messages without a file don't need them.
        Some(file) if head.status != RoomStatus::Closed => Box::pin(attach(sending, head, file)).await.map(Some),
        _ => Ok(None),
    }
}

/// Stores the file of a message at its final key; not one of a message above the rate limit.
async fn attach(sending: &Sending<'_>, head: &Head, file: &DraftFile) -> Result<Attachment, ApiError> {
    let (state, user_id, room_id) = (sending.state, sending.sender.user_id, head.room_id);
    sending.next_pace(head)?;
    match file {
        DraftFile::Enclosed(file) => uploads::store_upload(state, user_id, Place::Room(room_id), file).await,
        DraftFile::Uploaded(id) => uploads::import_upload(state, user_id, room_id, *id).await,
    }
}

/// Publishes a stored message, and acknowledges it on the connection that it came over.
async fn carry_out(sending: &Sending<'_>, (sent, mut stored): (Sent, Stored)) -> Sent {
    let state = sending.state;
    let acknowledged = async {
        if let Some(connection) = sending.connection {
            let ack = Event::ack(&sent.message, &sent.head, state.files.links());
            reply(state, connection, &ack.to_frame()).await;
        }
    };
    tokio::join!(acknowledged, stored.carry_out(state));
    sent
}
