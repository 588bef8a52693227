//! Lists of mails, for admins.

use super::{
    content::compose,
    decide::{Letter, messages_of},
};
use crate::{
    ApiError, State,
    ids::MailId,
    model::{Mail, Room, User},
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
    Ok(MailContent::new(&mail, &compose(&state.config.web, &desk, &mail, &letter, None)))
}

async fn letter_now(state: &State, mail: &Mail) -> Result<Letter, ApiError> {
    let head = find_head(&state.table, mail.room_id(), Read::Consistent).await?.ok_or(ApiError::NotFound)?;
    let (room, reader) = (Room::key_of(mail.room_id()), User::key_of(mail.user_id));
    let items = state.table.get_many([room.clone(), reader.clone()], Read::Eventual).await?;
    let found = items.get::<Room>(&room)?.zip(items.get::<User>(&reader)?);
    let (room, reader) = found.ok_or(ApiError::NotFound)?;
    let after_seq = mail.after_seq.unwrap_or_else(|| mail.id.cause().seq().saturating_sub(1));
    let (messages, last_seq) = messages_of(state, &head, after_seq, mail.last_seq.unwrap_or(head.seq)).await?;
    Ok(Letter { room, reader, messages, after_seq, last_seq })
}
