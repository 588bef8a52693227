//! Lists of mails, for admins.

use super::{
    account::find_reader,
    content::compose,
    digest,
    letter::{Letter, Unseen},
    report,
    transcript::copy_of,
    unseen::messages_of,
};
use crate::{
    ApiError, State,
    ids::{MailId, MessageId, RoomId},
    model::{Mail, MailKind, Room, User},
    store::{find_head, find_mail},
    table::{Page, PageRequest, Read},
    views::{MailContent, MailView},
};

/// Lists a page of the mails: those that will be sent, then the others, the newest first.
///
/// # Errors
/// A cursor of another list.
pub async fn list_mails(state: &State, request: &PageRequest) -> Result<Page<MailView>, ApiError> {
    let page: Page<Mail> = state.table.page(&Mail::all(), request, None).await?;
    Ok(page.map(|mail| MailView::from(&mail)))
}

/// Returns a mail with its words: as it was or would be sent, but with the messages as they are now.
///
/// # Errors
/// 404 for an unknown one.
pub async fn get_mail(state: &State, id: MailId) -> Result<MailContent, ApiError> {
    let (mail, desk) = tokio::try_join!(find_mail(&state.table, id), state.desk())?;
    let mail = mail.ok_or(ApiError::NotFound)?;
    let letter = letter_now(state, &mail).await?;
    let outgoing = letter.map(|letter| compose(&state.config, &desk, &mail, &letter, None));
    Ok(MailContent::new(&mail, outgoing))
}

/// Content of a mail as of now; `None` if nobody has its address, or its room is gone or empty.
async fn letter_now(state: &State, mail: &Mail) -> Result<Option<Letter>, ApiError> {
    Ok(match (mail.kind, mail.room_id()) {
        (MailKind::Digest, _) => digest::letter_now(state, mail).await?.map(|letter| Letter::Digest(Box::new(letter))),
        (MailKind::DailyReport, _) => {
            report::letter_now(state, mail).await?.map(|letter| Letter::Report(Box::new(letter)))
        }
        (MailKind::Transcript, Some(room)) => copy_of(state, room).await?.map(Letter::Transcript),
        (_, Some(room)) => unseen_now(state, mail, room).await?.map(|letter| Letter::Unseen(Box::new(letter))),
        (_, None) => find_reader(state, mail).await?.map(|reader| Letter::Account(Box::new(reader))),
    })
}

async fn unseen_now(state: &State, mail: &Mail, room: RoomId) -> Result<Option<Unseen>, ApiError> {
    let Some(head) = find_head(&state.table, room, Read::Consistent).await? else { return Ok(None) };
    let (room, reader) = (Room::key_of(room), User::key_of(head.customer_id));
    let items = state.table.get_many([room.clone(), reader.clone()], Read::Eventual).await?;
    let found = items.get::<Room>(&room)?.zip(items.get::<User>(&reader)?);
    let Some((room, reader)) = found else { return Ok(None) };
    let cause = mail.id.cause().map_or(1, MessageId::seq);
    let after_seq = mail.after_seq.unwrap_or_else(|| cause.saturating_sub(1));
    let (messages, last_seq) = messages_of(state, &head, after_seq, mail.last_seq.unwrap_or(head.seq)).await?;
    Ok(Some(Unseen { room, reader, messages, after_seq, last_seq }))
}
