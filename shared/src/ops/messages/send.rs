//! Sending of a message: two round trips without a file, however long the room's history.
//!
//! 1. Concurrently: the sender's session (or connection) and the room's head.
//! 2. The file, if there is one, is copied to its final key; see [`uploads`].
//! 3. One transaction, concurrently with reading the recipients' chat sessions; see [`super::append`].
//!
//! The head may lag some milliseconds: the transaction succeeds only if no event came after it, so no decision on an
//! outdated head (status, participants, next number) is ever written.

use super::{Draft, DraftFile, append::Sending, sent::Sent};
use crate::{
    ApiError, State,
    auth::{Authn, open_head},
    event::Event,
    ids::RoomId,
    model::{Attachment, Head, Place, RoomStatus},
    ops::{
        effects::Stored,
        publish::reply,
        race::{MESSAGE_CONFLICT_DEADLINE, retry_on_conflict_within},
        uploads,
    },
    store::head_now,
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
    // Webhooks are cached for some seconds: refreshed concurrently, so that it adds no latency.
    let (opened, ()) = tokio::join!(open_head(state, authn, room_id), state.webhooks.refresh(&state.table));
    let (caller, head) = opened?;
    let sending = Sending::new(state, &caller.identity, connection.as_ref(), room_id, &draft);
    let attachment = match prepare_file(&sending, &head).await? {
        Prepared::Attachment(attachment) => attachment,
        Prepared::StoredBefore(earlier) => return Ok(carry_out(&sending, *earlier).await),
    };
    let (_turn, has_waited) = state.pace.turn(room_id, caller.identity.user_id).await;
    let mut known = Some(head).filter(|_| !has_waited);
    let (sending, attachment) = (&sending, attachment.as_ref());
    let stored = retry_on_conflict_within(MESSAGE_CONFLICT_DEADLINE, || {
        let known = known.take();
        async move {
            let head = match known {
                Some(head) => head,
                None => head_now(&state.table, room_id).await?,
            };
            sending.append(head, attachment).await
        }
    })
    .await?;
    Ok(carry_out(sending, stored).await)
}

/// A message's file before the message is stored.
enum Prepared {
    /// At its final key; `None` without a file.
    Attachment(Option<Attachment>),
    /// Not needed: an earlier attempt has stored the message.
    StoredBefore(Box<(Sent, Stored)>),
}

/// Stores the file of a message, if the message can be sent.
async fn prepare_file(sending: &Sending<'_>, head: &Head) -> Result<Prepared, ApiError> {
    let Some(file) = sending.draft.file.as_ref().filter(|_| head.status != RoomStatus::Closed) else {
        return Ok(Prepared::Attachment(None));
    };
    // Boxed, since the futures of the bucket's requests are large, and messages without a file don't need them.
    let attached = Box::pin(attach(sending, head, file));
    let (earlier, attached) = match file {
        // Checked before the file is stored: a retry would leave an unused one behind.
        DraftFile::Enclosed(_) => match sending.earlier(head).await? {
            Some(earlier) => (Some(earlier), None),
            None => (None, Some(attached.await)),
        },
        DraftFile::Uploaded(_) => {
            let (earlier, attached) = tokio::join!(sending.earlier(head), attached);
            (earlier?, Some(attached))
        }
    };
    match earlier {
        Some(earlier) => Ok(Prepared::StoredBefore(Box::new(earlier))),
        None => attached.transpose().map(Prepared::Attachment),
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
