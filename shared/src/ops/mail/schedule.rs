//! Mails are scheduled from the entries of rooms' logs, as the table's stream brings them: at least once, in the order
//! of a room.

use std::time::Duration;

use super::{
    digest,
    transcript::{self, is_end},
};
use crate::{
    ApiError, State,
    model::{DeskMail, EntryKind, LogEntry, Mail, MailRef, MailStatus, User},
    queue::Queue,
    store::newest_mails_of,
    table::{Read, Write},
    time::{Timestamp, minutes},
};

/// Stores a mail for each agent's message among these entries that no mail of its room covers, if its customer has an
/// address. It joins a mail that is waiting already. Stores one with the transcript at a room's end, if the desk wants
/// that, and adds everything that agents want to know to their digests.
///
/// # Errors
/// An unreachable table. To be repeated, because some mails may be missing.
pub async fn schedule_mails(state: &State, queue: &Queue, entries: &[LogEntry]) -> Result<(), ApiError> {
    let is_cause = |entry: &&LogEntry| is_by_agent(entry) || is_end(entry) || digest::concerns_agents(entry);
    let causes: Vec<&LogEntry> = entries.iter().filter(is_cause).collect();
    if causes.is_empty() {
        return Ok(());
    }
    let desk = state.desk().await?;
    if desk.mail.is_on() {
        for entry in causes {
            if is_by_agent(entry) {
                schedule(state, queue, &desk.mail, entry).await?;
            } else if is_end(entry) && desk.mail.transcript_at_end {
                transcript::schedule(state, entry).await?;
            }
            digest::schedule(state, entry).await?;
        }
    }
    Ok(())
}

fn is_by_agent(entry: &LogEntry) -> bool {
    matches!(&entry.kind, EntryKind::Message(said) if said.is_by_agent())
}

async fn schedule(state: &State, queue: &Queue, settings: &DeskMail, entry: &LogEntry) -> Result<(), ApiError> {
    let Some(message) = entry.as_message() else { return Ok(()) };
    let latest = newest_mails_of(&state.table, message.room_id, 1).await?.pop();
    if latest.as_ref().is_some_and(|mail| mail.covers(message.seq)) {
        return Ok(());
    }
    let customer: Option<User> = state.table.get(&User::key_of(entry.head.customer_id), Read::Eventual).await?;
    let Some(customer) = customer.filter(|customer| !customer.email.is_empty()) else { return Ok(()) };
    let due = message.created_at.after(minutes(settings.unseen_minutes));
    let due = latest.and_then(|mail| not_before(&mail, settings)).map_or(due, |earliest| earliest.max(due));
    let mail = Mail::of_message(message.id, (customer.id, customer.email), due);
    state.table.write_if(Write::create(&mail)).await?;
    // Also if it was stored before: the process that stored it may have died then.
    queue.send(&[MailRef::from(&mail)], Duration::from_secs(due.seconds_since(Timestamp::now()))).await;
    Ok(())
}

/// Earliest time of the mail that follows a mail of the same room.
pub(super) fn not_before(mail: &Mail, settings: &DeskMail) -> Option<Timestamp> {
    let sent_at = mail.finished_at.filter(|_| mail.status == MailStatus::Sent)?;
    Some(sent_at.after(minutes(settings.interval_minutes)))
}
