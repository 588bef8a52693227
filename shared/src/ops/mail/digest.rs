//! Digests: mails to agents about chats that nobody attends to, one for all of them.
//!
//! The table's stream brings each entry of a room's log at least once. One that concerns agents becomes a cause in the
//! digest of each who wants to know, in one transaction with the mail that is to tell of it, unless the digest has it or
//! a mail has told of it. What is still true of them is decided once the mail is due; they leave the digest in the
//! transaction that stores with the mail of which it tells.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::letter::{Concern, Decision, DigestLetter, Letter};
use crate::{
    ApiError, State,
    ids::{MailId, RoomId},
    model::{
        Audience, Digest, DigestCause, EntryKind, Head, LogEntry, Mail, MailStatus, Message, NotificationSettings,
        Occasion, Room, RoomChange, RoomDetails, RoomStatus, SenderType, Side, User,
    },
    ops::{
        messages::history_after,
        race::{Attempt, retry_on_conflict},
    },
    store::{assemble_rooms, find_mail},
    table::{Entity, Read, Rejected, Transaction, Write},
    time::{Timestamp, minutes},
};

/// Most agents who get mail about waiting chats.
const RECIPIENTS: usize = 1_000;
/// Digests and rooms that are read or written concurrently.
const CONCURRENCY: usize = 8;
/// Events behind a reading position among which the first unread message is searched.
const EVENTS: usize = 100;

/// `true` if the entry may concern agents.
pub(super) fn concerns_agents(entry: &LogEntry) -> bool {
    !occasions_of(entry).is_empty()
}

/// Adds a cause to the digests of the agents whom this entry concerns and who want to know.
pub(super) async fn schedule(state: &State, entry: &LogEntry) -> Result<(), ApiError> {
    let subjects = occasions_of(entry);
    if subjects.is_empty() {
        return Ok(());
    }
    let is_other = |settings: &NotificationSettings| settings.user_id != entry.head.customer_id;
    let recipients = recipients(state, subjects, entry).await?.into_iter().filter(is_other);
    let added = stream::iter(recipients).map(|settings| async move {
        for &subject in subjects.iter().filter(|&&subject| settings.includes(subject)) {
            let cause = DigestCause { subject, room_id: entry.room_id(), seq: entry.seq(), at: entry.time() };
            add(state, &settings, cause).await?;
        }
        Ok(())
    });
    added.buffer_unordered(CONCURRENCY).try_for_each(async |()| Ok(())).await
}

/// Occasions to tell agents of an entry.
fn occasions_of(entry: &LogEntry) -> &'static [Occasion] {
    match (entry.occasion(), &entry.kind) {
        (Some((Occasion::NewChat, _)), _) => &[Occasion::NewChat],
        (Some((Occasion::NewMessage, Audience::Side(Side::Agent))), _) => &[Occasion::NewMessage],
        // Messages that were there before, the agent hasn't read either.
        (Some((Occasion::Assigned, _)), _) => &[Occasion::Assigned, Occasion::NewMessage],
        (None, EntryKind::Updated { change: RoomChange::Taken | RoomChange::Reopened, .. }) => &[Occasion::NewMessage],
        _ => &[],
    }
}

/// Settings of the agents whom an entry may concern.
async fn recipients(
    state: &State,
    subjects: &[Occasion],
    entry: &LogEntry,
) -> Result<Vec<NotificationSettings>, ApiError> {
    if subjects.contains(&Occasion::NewChat) {
        return Ok(state.table.take(&NotificationSettings::of_recipients(), RECIPIENTS).await?);
    }
    let Some(agent) = entry.head.user_on(Side::Agent) else { return Ok(Vec::new()) };
    Ok(state.table.get(&NotificationSettings::key_of(agent), Read::Eventual).await?.into_iter().collect())
}

/// The next mail takes no more causes.
struct TooLate;

/// Adds a cause to an agent's digest, and a mail if none is waiting. The stream brings that to be queued.
async fn add(state: &State, settings: &NotificationSettings, cause: DigestCause) -> Result<(), ApiError> {
    let (user_id, user) = (settings.user_id, User::key_of(settings.user_id));
    retry_on_conflict(|| async {
        let items = state.table.get_many([user.clone(), Digest::key_of(user_id)], Read::Consistent).await?;
        let reader: Option<User> = items.get(&user)?;
        let Some(reader) = reader.filter(is_reachable) else { return Ok(()) };
        let stored: Option<Digest> = items.get(&Digest::key_of(user_id))?;
        let version = stored.as_ref().map(|digest| digest.version);
        let mut digest = stored.unwrap_or_else(|| Digest::of(user_id));
        if !digest.add(cause) {
            return Ok(());
        }
        digest.version += 1;
        let put = |digest: &Digest| Write::put(digest).when_same("version", version);
        if let Some(waiting) = digest.mail_id {
            let mut joining = Transaction::new();
            let is_open = Write::check(Mail::key_of(waiting)).when_equals("status", MailStatus::Pending);
            joining.write(put(&digest));
            joining.write_or(is_open.when_same("is_under_way", None::<bool>), TooLate);
            match state.table.commit(joining).await {
                Err(Rejected::Refused(_)) => {}
                Err(Rejected::Failed(error)) => return Err(error.into()),
                Ok(()) => return Ok(()),
            }
        }
        // What a mail under way doesn't tell of is told by this one.
        let due = digest.due_after(minutes(settings.after_minutes)).unwrap_or(cause.at);
        let mail = Mail { language: settings.language.clone(), ..Mail::of_digest((user_id, &reader.email), due) };
        digest.mail_id = Some(mail.id);
        Ok::<_, Attempt>(state.table.transact(vec![put(&digest), Write::create(&mail)]).await?)
    })
    .await
}

fn is_reachable(user: &User) -> bool {
    user.role().is_staff() && user.is_reachable()
}

/// Decides on a digest.
pub(super) async fn decide(state: &State, mail: &Mail) -> Result<Decision, ApiError> {
    let Some(user_id) = mail.user_id else { return Ok(Decision::Drop(None)) };
    let (user, settings) = (User::key_of(user_id), NotificationSettings::key_of(user_id));
    let digest = Digest::key_of(user_id);
    let items = state.table.get_many([user.clone(), settings.clone(), digest.clone()], Read::Consistent).await?;
    let reader = items.get::<User>(&user)?.filter(is_reachable);
    let known = reader.zip(items.get::<NotificationSettings>(&settings)?).zip(items.get::<Digest>(&digest)?);
    let Some(((reader, settings), digest)) = known else { return Ok(Decision::Drop(None)) };
    let is_decided = mail.is_decided();
    if !is_decided && digest.mail_id != Some(mail.id) {
        return Ok(Decision::Drop(None));
    }
    let causes = if is_decided { &mail.causes } else { &digest.causes };
    let mut concerns = Review { state, mail, settings: &settings }.concerns(causes.clone()).await?;
    concerns.retain(|concern| is_decided || !digest.has_told(&concern.cause));
    let Some(since) = concerns.iter().map(|concern| concern.cause.at).min() else { return Ok(Decision::Drop(None)) };
    let due = (!is_decided).then(|| since.after(minutes(settings.after_minutes)));
    let due = due.into_iter().chain(digest.earliest(mail.id)).max();
    if let Some(due) = due.filter(|&due| Timestamp::now() < due) {
        return Ok(Decision::Postpone(due));
    }
    Ok(Decision::Send(Letter::Digest(Box::new(DigestLetter { reader, concerns, digest }))))
}

/// Replaces the mail that waits for an agent, unless it is under way, if another is due sooner with these settings. The
/// stream brings that to be queued.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn hasten_digest(state: &State, settings: &NotificationSettings) -> Result<(), ApiError> {
    let key = Digest::key_of(settings.user_id);
    retry_on_conflict(|| async {
        let digest: Option<Digest> = state.table.get(&key, Read::Consistent).await?;
        let due = digest.as_ref().and_then(|digest| digest.due_after(minutes(settings.after_minutes)));
        let Some(((before, due), id)) = digest.as_ref().zip(due).zip(digest.as_ref().and_then(|digest| digest.mail_id))
        else {
            return Ok(());
        };
        let waiting = find_mail(&state.table, id).await?.filter(|mail| !mail.is_under_way);
        let Some(waiting) = waiting.filter(|mail| mail.next_attempt_at.is_some_and(|at| due < at)) else {
            return Ok(());
        };
        let mail = Mail { id: MailId::new(), next_attempt_at: Some(due), ..waiting.clone() };
        let after = Digest { mail_id: Some(mail.id), version: before.version + 1, ..before.clone() };
        let unchanged = Write::delete(waiting.key()).when_same("next_attempt_at", waiting.next_attempt_at);
        Ok::<_, Attempt>(state.table.transact(vec![replace(before, &after), unchanged, Write::create(&mail)]).await?)
    })
    .await
}

/// Look at the rooms of a digest, for its mail.
struct Review<'a> {
    state: &'a State,
    mail: &'a Mail,
    settings: &'a NotificationSettings,
}

impl Review<'_> {
    /// The causes that are still true of their rooms, one for a room.
    async fn concerns(&self, causes: Vec<DigestCause>) -> Result<Vec<Concern>, ApiError> {
        let wanted = causes.into_iter().filter(|cause| self.settings.includes(cause.subject));
        let mut by_room: BTreeMap<RoomId, BTreeMap<Occasion, DigestCause>> = BTreeMap::new();
        for cause in wanted {
            // The last one: a room may have been taken and returned meanwhile.
            by_room.entry(cause.room_id).or_default().insert(cause.subject, cause);
        }
        let rooms = rooms_of(self.state, by_room.keys().copied(), Read::Consistent).await?;
        let concerns = stream::iter(rooms).map(|room| {
            let causes = by_room.get(&room.room.id).cloned().unwrap_or_default();
            self.concern(room, causes)
        });
        concerns.buffered(CONCURRENCY).try_filter_map(async |concern| Ok(concern)).try_collect().await
    }

    /// The first cause that is still true of a room.
    async fn concern(
        &self,
        room: RoomDetails,
        causes: BTreeMap<Occasion, DigestCause>,
    ) -> Result<Option<Concern>, ApiError> {
        for cause in causes.into_values() {
            if let Some((cause, unread)) = self.still_true(&room.head, cause).await? {
                return Ok(Some(Concern { cause, room, unread }));
            }
        }
        Ok(None)
    }

    /// The cause with the event since which it is true, if it still is; and the customer's last message, if it is
    /// unread.
    async fn still_true(
        &self,
        head: &Head,
        cause: DigestCause,
    ) -> Result<Option<(DigestCause, Option<Message>)>, ApiError> {
        let is_theirs = head.status == RoomStatus::Active && head.user_on(Side::Agent) == Some(self.settings.user_id);
        let position = head.position(Side::Agent);
        let is_true = match cause.subject {
            Occasion::NewChat => head.status == RoomStatus::Waiting,
            Occasion::Assigned => is_theirs && position.at.is_none_or(|at| at < cause.at),
            Occasion::NewMessage => is_theirs && head.unread(Side::Agent) > 0,
        };
        if !is_true || cause.subject != Occasion::NewMessage {
            return Ok(is_true.then_some((cause, None)));
        }
        let behind = history_after(&self.state.table, head.room_id, position.seq, EVENTS).await?;
        let by_customer = |message: &Message| message.sender.kind == SenderType::User;
        let unread: Vec<Message> = behind.iter().filter_map(LogEntry::as_message).filter(by_customer).collect();
        // Of a mail that is attempted again, the messages since it was decided are another one's.
        let first = unread.first().filter(|message| !self.mail.is_decided() || message.seq <= cause.seq);
        let cause = first.map(|message| DigestCause { seq: message.seq, at: message.created_at, ..cause });
        Ok(cause.map(|cause| (cause, unread.last().cloned())))
    }
}

/// Write of the digest when the mail that tells of this is handed over, and that is decided if it wasn't before.
pub(super) fn handed_over(DigestLetter { digest, concerns, .. }: &DigestLetter, mail: &Mail) -> Write {
    let now = Timestamp::now();
    let before = digest.clone();
    let after = if mail.is_decided() {
        Digest { version: before.version + 1, ..before }
    } else {
        before.decided(concerns.iter().map(|concern| DigestCause { at: now, ..concern.told() }), now)
    };
    replace(digest, &Digest { last: Some((now, mail.id)), ..after })
}

/// Forgets the causes of a mail that isn't needed. Another mail that has taken them over decides itself.
pub(super) async fn forget(state: &State, mail: &Mail) -> Result<(), ApiError> {
    let Some(user_id) = mail.user_id else { return Ok(()) };
    let digest: Option<Digest> = state.table.get(&Digest::key_of(user_id), Read::Consistent).await?;
    if let Some(digest) = digest.filter(|digest| digest.mail_id == Some(mail.id)) {
        state.table.write_if(replace(&digest, &digest.clone().decided([], Timestamp::now()))).await?;
    }
    Ok(())
}

fn replace(before: &Digest, after: &Digest) -> Write {
    Write::put(after).when_equals("version", before.version)
}

/// Everything that a digest says or would say, whether or not it is still true; `None` if its agent is gone.
pub(super) async fn letter_now(state: &State, mail: &Mail) -> Result<Option<DigestLetter>, ApiError> {
    let Some(user_id) = mail.user_id else { return Ok(None) };
    let (user, digest) = (User::key_of(user_id), Digest::key_of(user_id));
    let items = state.table.get_many([user.clone(), digest.clone()], Read::Eventual).await?;
    let Some(reader) = items.get::<User>(&user)? else { return Ok(None) };
    let digest = items.get::<Digest>(&digest)?.unwrap_or_else(|| Digest::of(user_id));
    let causes = if digest.mail_id == Some(mail.id) && !mail.is_decided() { &digest.causes } else { &mail.causes };
    let last: BTreeMap<RoomId, DigestCause> = causes.iter().map(|cause| (cause.room_id, *cause)).collect();
    let rooms = rooms_of(state, last.keys().copied(), Read::Eventual).await?.into_iter();
    let concerns =
        rooms.filter_map(|room| last.get(&room.room.id).map(|&cause| Concern { cause, room, unread: None })).collect();
    Ok(Some(DigestLetter { reader, concerns, digest }))
}

async fn rooms_of(state: &State, ids: impl Iterator<Item = RoomId>, read: Read) -> Result<Vec<RoomDetails>, ApiError> {
    let rooms = state.table.get_all(ids.map(Room::key_of), read).await?;
    assemble_rooms(&state.table, rooms, read).await
}
