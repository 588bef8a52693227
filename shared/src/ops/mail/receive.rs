//! Answers by mail: each becomes its writer's message in the room of the mail that it answers, once, however often it
//! arrives and wherever a process dies.
//!
//! An answer is known by the mail that it answers and its own `Message-ID`. Where its messages go, and behind which event
//! they are to be sought, is stored before the first of them is; each has a client's id of its own, as if sent again.

use axum::body::Bytes;
use chrono::Duration;

use super::{
    LinkToken,
    link::{Purpose, find_linked},
};
use crate::{
    ApiError, State,
    address::Address,
    auth::Caller,
    files::base_name,
    ids::{ReceivedMailId, RoomId},
    model::{
        Blocked, ClosedReply, Head, Identity, LogEntry, Mail, MessageType, Priority, ReceivedCount, ReceivedMail,
        ReceivedOutcome, Room, RoomStatus, User,
    },
    ops::{
        messages::{Draft, DraftFile, history_after, send_message},
        rooms::{NewRoom, create_room, reopen_by_customer, reopen_room, take_room},
    },
    store::{CONTENT_LIMIT, Throttle, find_head, is_blocked},
    table::{Read, Rejected, Transaction, Write},
    text::{cut, identifier},
};

/// Answers to one mail …
const ANSWERS: u64 = 30;
/// … in this time.
const ANSWERS_WINDOW: Duration = Duration::hours(1);
/// Most files of an answer.
const FILES: usize = 20;
/// Most messages that a text becomes. Nobody writes more than a few.
const PIECES: usize = 10;
/// Longest subject of a room that an answer begins, and of an answer as an admin sees it, in characters.
const SUBJECT_LIMIT: usize = 200;

/// Longest address that is stored, in characters.
const ADDRESS_LIMIT: usize = 320;
/// Events of a room that are read at once.
const EVENTS: usize = 1_000;

/// A mail that arrived, as its parser found it.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Its `Message-ID`, or what else is the same whenever it arrives.
    pub known_by: Vec<u8>,
    /// Local parts of the addresses that it was sent to, in lower case.
    pub tokens: Vec<LinkToken>,
    /// Address of its sender.
    pub sender: String,
    /// Subject.
    pub subject: String,
    /// The sender's own text, without what it quotes.
    pub text: String,
    /// Its files.
    pub files: Vec<AnswerFile>,
    /// Reason not to take it, by its headers.
    pub refusal: Option<ReceivedOutcome>,
}

/// A file of an answer.
#[derive(Clone, Debug)]
pub struct AnswerFile {
    /// Name.
    pub name: String,
    /// Contents.
    pub bytes: Bytes,
}

/// Makes an answer by mail its writer's messages, unless it is one that nobody wrote, or that isn't the reader's.
///
/// # Errors
/// An unreachable table or bucket, or messages at a higher rate than the limit: to be repeated, which stores no message
/// twice.
pub async fn receive_answer(state: &State, answer: &Answer) -> Result<ReceivedOutcome, ApiError> {
    let answered = find_answered(state, &answer.tokens).await?;
    let Some((mail_id, room_id, user_id)) =
        answered.and_then(|mail| Some((mail.id, mail.answered_in()?, mail.user_id?)))
    else {
        return count_received(state, ReceivedOutcome::UnknownAddress).await;
    };
    let id = ReceivedMailId::of(mail_id, &answer.known_by);
    let (key, user) = (ReceivedMail::key_of(id), User::key_of(user_id));
    let items = state.table.get_many([key.clone(), user.clone()], Read::Consistent).await?;
    let known: Option<ReceivedMail> = items.get(&key)?;
    if let Some(outcome) = known.as_ref().and_then(|known| known.outcome) {
        return Ok(outcome);
    }
    let received = match known {
        Some(known) => known,
        None => {
            let answers = Throttle::new(&format!("ANSWERS#{mail_id}"), ANSWERS, ANSWERS_WINDOW);
            if let Err(ApiError::Throttled(_)) = answers.take(&state.table).await {
                return count_received(state, ReceivedOutcome::TooMany).await;
            }
            let after_seq = find_head(&state.table, room_id, Read::Consistent).await?.map_or(0, |head| head.seq);
            let (subject, sender) = (cut(&answer.subject, SUBJECT_LIMIT), cut(&answer.sender, ADDRESS_LIMIT));
            let new = ReceivedMail::new((id, mail_id), (user_id, sender), subject, (room_id, after_seq));
            if !state.table.write_if(Write::create(&new)).await? {
                // Another process handles the same one, and may have chosen another room.
                return Err(ApiError::Busy);
            }
            new
        }
    };
    let writer = items.get::<User>(&user)?.filter(|user| user.is_active);
    let outcome = match (answer.refusal, writer) {
        (Some(refusal), _) => refusal,
        (None, Some(writer)) if is_blocked(&state.table, &Blocked::of(&writer, Address::default())).await? => {
            ReceivedOutcome::NotAllowed
        }
        (None, Some(writer)) if is_from(&writer, &answer.sender) => {
            let delivery = Delivery { state, answer, writer: &writer, original: room_id };
            // Boxed, since it may be any of the operations of a room, whose futures are large.
            Box::pin(delivery.carry_out(received.clone())).await?
        }
        (None, Some(_)) => ReceivedOutcome::OtherSender,
        (None, None) => ReceivedOutcome::NotAllowed,
    };
    finish(state, received, outcome).await
}

/// The first mail that one of these tokens answers.
async fn find_answered(state: &State, tokens: &[LinkToken]) -> Result<Option<Mail>, ApiError> {
    for LinkToken(token) in tokens {
        let linked = find_linked(state, token).await?;
        if let Some(linked) = linked.filter(|linked| linked.is_valid(Purpose::Reply, "")) {
            return Ok(Some(linked.mail));
        }
    }
    Ok(None)
}

fn is_from(writer: &User, sender: &str) -> bool {
    !sender.is_empty() && identifier(&writer.email) == identifier(sender)
}

/// Counts a mail that is no answer.
///
/// # Errors
/// A failed write to the table.
pub async fn count_received(state: &State, outcome: ReceivedOutcome) -> Result<ReceivedOutcome, ApiError> {
    state.table.write(ReceivedCount::one_more(outcome)).await?;
    Ok(outcome)
}

/// Stores the outcome and counts it, unless another process has.
async fn finish(state: &State, received: ReceivedMail, outcome: ReceivedOutcome) -> Result<ReceivedOutcome, ApiError> {
    let mut transaction = Transaction::new();
    let decided = Write::update(ReceivedMail::key_of(received.id)).set("outcome", outcome);
    transaction.write_or(decided.when_exists().when_same("outcome", None::<ReceivedOutcome>), ());
    transaction.write(ReceivedCount::one_more(outcome));
    match state.table.commit(transaction).await {
        Ok(()) | Err(Rejected::Refused(_)) => Ok(outcome),
        Err(Rejected::Failed(error)) => Err(error.into()),
    }
}

/// An answer on its way into a room.
struct Delivery<'a> {
    state: &'a State,
    answer: &'a Answer,
    writer: &'a User,
    /// Room of the mail that it answers.
    original: RoomId,
}

impl Delivery<'_> {
    async fn carry_out(&self, received: ReceivedMail) -> Result<ReceivedOutcome, ApiError> {
        let drafts = self.drafts(&received);
        if drafts.is_empty() {
            return Ok(ReceivedOutcome::Empty);
        }
        let sent = self.sent(&received).await?;
        if sent >= drafts.len() {
            return Ok(ReceivedOutcome::Accepted);
        }
        let Some(received) = self.open_room(received, sent).await? else { return Ok(ReceivedOutcome::NotAllowed) };
        for draft in drafts.into_iter().skip(sent) {
            match self.send(&received, draft).await {
                Ok(()) => {}
                Err(error) if is_final(&error) && !self.is_closed(received.room_id).await? => {
                    error.log();
                    return Ok(ReceivedOutcome::NotAllowed);
                }
                // Also if the room was closed in this moment: then the rest goes where answers to closed rooms go.
                Err(error) => return Err(error),
            }
        }
        Ok(ReceivedOutcome::Accepted)
    }

    /// Number of its messages that earlier attempts have stored; they were sent in order.
    async fn sent(&self, received: &ReceivedMail) -> Result<usize, ApiError> {
        let (prefix, mut sent, mut after) = (client_id(received.id, ""), received.elsewhere, received.after_seq);
        loop {
            let entries = history_after(&self.state.table, received.room_id, after, EVENTS).await?;
            let Some(last) = entries.last() else { return Ok(sent) };
            after = last.seq();
            let ids = entries.iter().filter_map(LogEntry::as_message).filter_map(|message| message.client_message_id);
            sent += ids.filter(|id| id.starts_with(&prefix)).count();
        }
    }

    async fn send(&self, received: &ReceivedMail, draft: Draft) -> Result<(), ApiError> {
        let draft = Draft { after_seq: Some(received.after_seq), ..draft };
        let send = |draft| {
            let caller = Caller::by_mail(self.identity(received.room_id));
            send_message(self.state, caller, received.room_id, draft)
        };
        match (&draft.file, send(draft.clone()).await) {
            // The day's files are used up, and the next attempts are today, too.
            (Some(DraftFile::Enclosed(file)), Err(ApiError::Throttled(_))) => {
                let content = left_out(&file.name, "There were too many files today.");
                send(Draft { content, file: None, ..draft }).await.map(|_| ())
            }
            (_, sent) => sent.map(|_| ()),
        }
    }

    fn identity(&self, room_id: RoomId) -> Identity {
        if self.writer.is_temporary { self.writer.guest_identity(room_id) } else { self.writer.identity() }
    }

    /// The messages that the answer becomes: its text, and one for each of its files.
    fn drafts(&self, received: &ReceivedMail) -> Vec<Draft> {
        let mut text = cut(self.answer.text.trim(), PIECES * CONTENT_LIMIT).to_owned();
        if text.len() < self.answer.text.trim().len() {
            text.push_str("\n\n[The rest of this email is left out, since it’s too long.]");
        }
        let (mut files, number) = (Vec::new(), self.answer.files.len());
        if number > FILES {
            text = format!("{text}\n\n[{} files are left out: {FILES} at most are taken.]", number - FILES);
        }
        for AnswerFile { name, bytes } in self.answer.files.iter().take(FILES) {
            match DraftFile::enclosed(name, bytes.clone()) {
                Ok(file) => files.push(file),
                // What can't be taken is named, so that its reader can ask for it.
                Err(reason) => {
                    let name = base_name(name).unwrap_or_default();
                    text = format!("{text}\n\n{}", left_out(&name, &reason)).trim_start().to_owned();
                }
            }
        }
        let texts = pieces(&text).into_iter().map(|content| (content, None));
        let files = files.into_iter().map(|file| (String::new(), Some(file)));
        let draft = |(number, (content, file)): (usize, _)| Draft {
            content,
            message_type: MessageType::Text,
            file,
            client_message_id: Some(client_id(received.id, &number.to_string())),
            after_seq: None,
        };
        texts.chain(files).enumerate().map(draft).collect()
    }

    async fn head(&self, room_id: RoomId) -> Result<Option<Head>, ApiError> {
        find_head(&self.state.table, room_id, Read::Consistent).await
    }

    async fn is_closed(&self, room_id: RoomId) -> Result<bool, ApiError> {
        Ok(self.head(room_id).await?.is_some_and(|head| head.status == RoomStatus::Closed))
    }

    /// Sees to it that the writer can write in the room, in which this many of its messages are: takes one that waits,
    /// reopens one that is closed, or begins another. `None` if that can't be.
    async fn open_room(&self, received: ReceivedMail, sent: usize) -> Result<Option<ReceivedMail>, ApiError> {
        let room_id = received.room_id;
        let identity = self.identity(room_id);
        let head = match self.head(room_id).await? {
            Some(head) => head,
            None if room_id == self.original => return Ok(None),
            None => return self.begin_room(received).await,
        };
        if head.customer_id != identity.user_id {
            return Ok(self.open_for_staff(&identity, &head).await?.then_some(received));
        }
        if head.status != RoomStatus::Closed {
            return Ok(Some(received));
        }
        match self.state.desk().await?.mail.closed_reply {
            ClosedReply::Reopen => self.reopen(received).await,
            ClosedReply::NewChat => self.begin_room(self.go_to(&received, (RoomId::new(), 0), sent).await?).await,
        }
    }

    /// Takes or reopens a room for an agent; `false` if they can't write in it.
    async fn open_for_staff(&self, identity: &Identity, head: &Head) -> Result<bool, ApiError> {
        if !identity.role.is_staff() {
            return Ok(false);
        }
        let opened = match head.status {
            RoomStatus::Waiting if identity.agent_id.is_some() => take_room(self.state, identity, head.room_id).await,
            RoomStatus::Closed => reopen_room(self.state, identity, head.room_id).await,
            _ => return Ok(true),
        };
        match opened {
            // Who can't take it, being away or at capacity, can write in it all the same.
            Err(error) if is_final(&error) => Ok(head.status != RoomStatus::Closed),
            Err(error) => Err(error),
            Ok(_) => Ok(true),
        }
    }

    /// Notes that the rest of the messages go to another room, behind this event.
    async fn go_to(
        &self,
        received: &ReceivedMail,
        (room_id, after_seq): (RoomId, u64),
        elsewhere: usize,
    ) -> Result<ReceivedMail, ApiError> {
        let moved = Write::update(ReceivedMail::key_of(received.id)).set("room_id", room_id);
        let moved = moved.set("after_seq", after_seq).set("elsewhere", elsewhere);
        if !self.state.table.write_if(moved.when_equals("room_id", received.room_id)).await? {
            return Err(ApiError::Busy);
        }
        Ok(ReceivedMail { room_id, after_seq, elsewhere, ..received.clone() })
    }

    /// Begins the room of an answer to one that is closed; reopens that one if its customer can't begin another.
    async fn begin_room(&self, received: ReceivedMail) -> Result<Option<ReceivedMail>, ApiError> {
        let closed: Option<Room> = self.state.table.get(&Room::key_of(self.original), Read::Eventual).await?;
        let Some(closed) = closed else { return Ok(None) };
        let subject = Some(received.subject.clone()).filter(|subject| !subject.is_empty()).unwrap_or(closed.subject);
        let new = NewRoom {
            id: received.room_id,
            subject,
            description: String::new(),
            priority: Priority::Medium,
            tags: Vec::new(),
            initial_message: String::new(),
            client_message_id: None,
            visit: closed.visit,
        };
        match create_room(self.state, &self.identity(received.room_id), new).await {
            Ok(_) => Ok(Some(received)),
            Err(error) if is_final(&error) => {
                let Some(head) = self.head(self.original).await? else { return Ok(None) };
                let back = self.go_to(&received, (self.original, head.seq), received.elsewhere).await?;
                self.reopen(back).await
            }
            Err(error) => Err(error),
        }
    }

    async fn reopen(&self, received: ReceivedMail) -> Result<Option<ReceivedMail>, ApiError> {
        let identity = self.identity(received.room_id);
        match reopen_by_customer(self.state, &identity, received.room_id, RoomStatus::Closed).await {
            Ok(()) => Ok(Some(received)),
            Err(error) if is_final(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A client's id for a message of an answer, so that another attempt is a retry.
fn client_id(answer: ReceivedMailId, number: &str) -> String {
    format!("mail-{answer}-{number}")
}

/// Says in a message that a file couldn't be taken.
fn left_out(name: &str, reason: &str) -> String {
    format!("[{}: {reason}]", cut(name, SUBJECT_LIMIT))
}

/// `true` for an error that another attempt has as well.
fn is_final(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::Validation(_) | ApiError::Refused { .. } | ApiError::PermissionDenied(_) | ApiError::NotFound
    )
}

/// A text in pieces of the length of a message.
fn pieces(text: &str) -> Vec<String> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let piece = match cut(rest, CONTENT_LIMIT) {
            // One character with more marks than any has.
            "" => rest.char_indices().nth(CONTENT_LIMIT).map_or(rest, |(end, _)| &rest[..end]),
            piece => piece,
        };
        rest = rest[piece.len()..].trim_start();
        pieces.push(piece.trim_end().to_owned());
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_long_text_loses_nothing_but_spaces_in_pieces(text in "[a-zé \n]{0,12000}") {
            let pieces = pieces(text.trim());
            prop_assert!(pieces.iter().all(|piece| piece.chars().count() <= CONTENT_LIMIT));
            let dense = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(dense(&pieces.concat()), dense(&text));
        }
    }
}
