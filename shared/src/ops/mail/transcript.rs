//! Mails with the transcript of a room: to an address that somebody asks to send it to, or to the customer at its end.

use super::{
    letter::{Copy, Decision, Letter},
    request::count_requested_mail,
};
use crate::{
    ApiError, State,
    address::Address,
    auth::Caller,
    http::{Fields, Input},
    ids::{MailId, RoomId},
    model::{Desk, EntryKind, Head, LogEntry, Mail, MailKind, MailOptOut, Room, RoomChange, User},
    ops::messages::newest_messages,
    store::{find_head, find_mail, get_user, read_room},
    table::{Read, Write},
};

/// Most messages that a mail shows, the newest …
const MAX_MESSAGES: usize = 500;
/// … and bytes of them in the table: mail programs cut longer mails off.
const MAX_BYTES: usize = 200_000;

const UNANSWERED: &str = "You can email the transcript once an agent has answered.";

/// Wish to get the transcript of a room by mail.
#[derive(Clone, Debug)]
pub struct TranscriptRequest {
    /// Address to send it to. `None`: the caller's own.
    pub email: Option<String>,
}

impl Input for TranscriptRequest {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.email("email").means("Address to send it to; without one, the caller's own.").nullable();
        Some(Self { email: email.optional()?.filter(|email| !email.is_empty()) })
    }
}

/// Stores a mail with the transcript of a room as it is. Asked again before anything else happens in the room, it stores
/// nothing, unless the first one wasn't sent. `false` if the desk sends no mail.
///
/// # Errors
/// 404 for a room that the caller may not see; 400 on `email` if neither it nor the caller has an address, and for a
/// customer as long as no agent has answered, so that the desk sends nobody's words to whomever they like; 429 after too
/// many of customers.
pub async fn request_transcript(
    state: &State,
    caller: &Caller,
    (address, language): (Address, String),
    (room_id, request): (RoomId, TranscriptRequest),
) -> Result<bool, ApiError> {
    let (room, head) = read_room(&state.table, &caller.identity, room_id).await?;
    let email = match request.email {
        Some(email) => email,
        None => get_user(&state.table, caller.identity.user_id).await?.email,
    };
    if email.is_empty() {
        return Err(ApiError::field("email", "This field is required."));
    }
    if !state.desk().await?.mail.is_on() {
        return Ok(false);
    }
    let id = MailId::of_transcript(room_id, &email, head.seq);
    let earlier = find_mail(&state.table, id).await?;
    let is_repeated = earlier.as_ref().is_some_and(Mail::may_arrive);
    if !is_repeated {
        if !caller.identity.role.is_staff() {
            has_answer(&head).then_some(()).ok_or_else(|| ApiError::invalid(UNANSWERED))?;
            count_requested_mail(state, address, MailKind::Transcript, &email).await?;
        }
        let id = if earlier.is_none() { id } else { MailId::new() };
        let language = Some(room.visit.language).filter(|language| !language.is_empty()).unwrap_or(language);
        let mail = Mail { language, ..Mail::of_transcript(id, room_id, &email) };
        state.table.write_if(Write::create(&mail)).await?;
    }
    Ok(true)
}

fn has_answer(head: &Head) -> bool {
    head.agent_messages > 0
}

/// Stores a mail with its transcript to the customer of a room that has just ended, for the first time, if an agent has
/// answered, unless the customer wants no mail about it. The stream brings it to be queued.
pub(super) async fn schedule(state: &State, entry: &LogEntry) -> Result<(), ApiError> {
    if !has_answer(&entry.head) {
        return Ok(());
    }
    let room_id = entry.head.room_id;
    let id = MailId::of_transcript(room_id, "", 0);
    let (room, customer) = (Room::key_of(room_id), User::key_of(entry.head.customer_id));
    let opt_out = MailOptOut::key_of(room_id);
    let items = state.table.get_many([room.clone(), customer.clone(), opt_out.clone()], Read::Consistent).await?;
    let customer = items.get::<User>(&customer)?.filter(|customer| !customer.email.is_empty());
    let Some((room, customer)) = items.get::<Room>(&room)?.zip(customer) else { return Ok(()) };
    if items.get::<MailOptOut>(&opt_out)?.is_none() {
        let mail = Mail { language: room.visit.language, ..Mail::of_transcript(id, room_id, &customer.email) };
        state.table.write_if(Write::create(&mail)).await?;
    }
    Ok(())
}

/// `true` for the entry of a room's end.
pub(super) fn is_end(entry: &LogEntry) -> bool {
    matches!(&entry.kind, EntryKind::Updated { change: RoomChange::Resolved | RoomChange::Closed, .. })
}

/// Decides on a mail with a transcript.
pub(super) async fn decide(state: &State, desk: &Desk, mail: &Mail) -> Result<Decision, ApiError> {
    let copy = match mail.room_id().filter(|_| desk.mail.is_on()) {
        Some(room) => copy_of(state, room).await?,
        None => None,
    };
    Ok(copy.map_or(Decision::Drop(None), |copy| Decision::Send(Letter::Transcript(copy))))
}

/// The messages of a room as they are now; `None` if it is gone, or has none.
pub(super) async fn copy_of(state: &State, room: RoomId) -> Result<Option<Copy>, ApiError> {
    let Some(head) = find_head(&state.table, room, Read::Consistent).await? else { return Ok(None) };
    let messages = newest_messages(&state.table, room, MAX_MESSAGES, MAX_BYTES).await?;
    let left_out = head.message_count.saturating_sub(messages.len() as u64);
    Ok(Some(Copy { messages, left_out }).filter(|copy| !copy.messages.is_empty()))
}
