//! Decision on a mail about messages: what it covers, and whether it is still needed.

use chrono::Duration;

use super::{
    letter::{Decision, Letter, Unseen},
    schedule::not_before,
};
use crate::{
    ApiError, State,
    ids::RoomId,
    model::{
        Desk, Head, Mail, MailOptOut, MailStatus, Message, NotificationSettings, Role, Room, SenderType, Side, User,
    },
    ops::messages::history_after,
    store::{find_head, newest_mails_of},
    table::Read,
    time::{Timestamp, minutes},
};

/// Mails of a room that are looked at before the one that is due.
const EARLIER: usize = 50;
/// Events of a room that are read for a mail.
const EVENTS: usize = 1_000;
/// Age from which a message isn't mailed: that it was may be known no longer, since mails expire.
const MAX_AGE: Duration = Duration::days(7);

/// Decides on a mail that no later message joins any more.
///
/// # Errors
/// A failed read of the table.
pub(super) async fn decide(state: &State, desk: &Desk, mail: &Mail, room: RoomId) -> Result<Decision, ApiError> {
    let now = Timestamp::now();
    let Some(head) = find_head(&state.table, room, Read::Consistent).await? else {
        return Ok(Decision::Drop(None));
    };
    let Some((room, reader)) = addressee(state, desk, &head).await? else {
        return Ok(Decision::Drop(Some(head.seq)));
    };
    let earlier = newest_mails_of(&state.table, head.room_id, EARLIER).await?;
    let earlier: Vec<&Mail> = earlier.iter().filter(|other| other.id < mail.id).collect();
    let letter = letter(state, mail, (room, reader), &head, &earlier).await?;
    if letter.messages.is_empty() {
        return Ok(Decision::Drop(Some(head.seq)));
    }
    // A connected reader sees the messages, or reads them in a moment. Earlier mails come first.
    let is_next = earlier.iter().all(|other| other.status != MailStatus::Pending);
    if letter.reader.is_connected_at(now) || !is_next {
        return Ok(Decision::Postpone(now.after(minutes(desk.mail.unseen_minutes.max(1)))));
    }
    // Whoever goes from page to page of a site isn't connected for moments.
    let gone_long = letter.reader.last_seen.map(|seen| seen.after(minutes(desk.mail.unseen_minutes)));
    let earliest = earlier.iter().filter_map(|other| not_before(other, &desk.mail)).chain(gone_long).max();
    match earliest.filter(|&earliest| now < earliest) {
        Some(earliest) => Ok(Decision::Postpone(earliest)),
        None => Ok(Decision::Send(Letter::Unseen(Box::new(letter)))),
    }
}

/// The room with its customer, if they are to get mail about it.
async fn addressee(state: &State, desk: &Desk, head: &Head) -> Result<Option<(Room, User)>, ApiError> {
    let (room, customer) = (Room::key_of(head.room_id), User::key_of(head.customer_id));
    let opt_out = MailOptOut::key_of(head.room_id);
    let settings = NotificationSettings::key_of(head.customer_id);
    let keys = [room.clone(), customer.clone(), opt_out.clone(), settings.clone()];
    let items = state.table.get_many(keys, Read::Consistent).await?;
    let settings = items.get(&settings)?.unwrap_or_else(|| NotificationSettings::of(head.customer_id));
    let is_refused = items.get::<MailOptOut>(&opt_out)?.is_some() || !settings.is_mailed_messages(Role::Customer);
    let is_unwanted = !desk.mail.is_on() || is_refused;
    let customer = items.get::<User>(&customer)?.filter(User::is_reachable);
    Ok(items.get::<Room>(&room)?.zip(customer).filter(|_| !is_unwanted))
}

/// The agents' messages that the reader has neither seen nor been sent: up to the event that was decided on, or to the
/// room's last one.
async fn letter(
    state: &State,
    mail: &Mail,
    (room, reader): (Room, User),
    head: &Head,
    earlier: &[&Mail],
) -> Result<Unseen, ApiError> {
    let seen = head.position(Side::Customer).seq;
    let sent = earlier.iter().filter(|other| other.status == MailStatus::Sent).filter_map(|other| other.last_seq);
    let after_seq = sent.fold(seen, u64::max);
    let until = mail.last_seq.unwrap_or(head.seq);
    let (messages, last_seq) = messages_of(state, head, after_seq, until).await?;
    Ok(Unseen { room, reader, messages, after_seq, last_seq })
}

/// Reads the agents' messages of a part of a room's log, as they are now; gives the number of the last event that was
/// read, since a long part is read up to a limit.
pub(super) async fn messages_of(
    state: &State,
    head: &Head,
    after_seq: u64,
    until: u64,
) -> Result<(Vec<Message>, u64), ApiError> {
    let entries = history_after(&state.table, head.room_id, after_seq, EVENTS).await?;
    let last_seq = entries.last().map_or(until, |last| last.seq().min(until));
    let oldest = Timestamp::now().after(-MAX_AGE);
    let messages = entries.iter().filter(|entry| entry.seq() <= last_seq).filter_map(|entry| entry.as_message());
    let by_agents = messages.filter(|message| message.sender.kind == SenderType::Agent && oldest < message.created_at);
    Ok((by_agents.collect(), last_seq))
}
