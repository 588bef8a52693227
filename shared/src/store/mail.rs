//! Look-ups of mails.

use crate::{
    ApiError,
    ids::{MailId, RoomId},
    model::Mail,
    table::{Read, Table},
};

/// Reads a mail, if there is one with this id.
///
/// # Errors
/// A failed read of the table.
pub async fn find_mail(table: &Table, id: MailId) -> Result<Option<Mail>, ApiError> {
    Ok(table.get(&Mail::key_of(id), Read::Consistent).await?)
}

/// Reads the newest mails of a room, the newest first, consistently.
///
/// # Errors
/// A failed read of the table.
pub async fn newest_mails_of(table: &Table, room: RoomId, limit: usize) -> Result<Vec<Mail>, ApiError> {
    Ok(table.take(&Mail::of_room(room).consistent(), limit).await?)
}
