//! Announcement of a file that its sender uploads to the bucket directly, because it is too large for a function's
//! request.

use std::time::Duration;

use super::{charge, upload};
use crate::{
    ApiError, State,
    auth::{Credentials, open_head},
    files::{ATTACHMENT_LIMIT, DirectUpload, keys},
    http::{
        Fields, Input,
        fields::{checked_name, too_large},
    },
    ids::{FileId, RoomId},
    model::{AnnouncedFile, Place, RoomStatus, Upload},
    security::throttled,
    table::{Rejected, Transaction, Write},
};

/// Lifetime of the upload URL.
pub const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Lifetime of the count of open uploads after the last one: longer than any upload can be open.
const OPEN_UPLOADS_LIFETIME: chrono::Duration = chrono::Duration::days(2);

/// An announced file.
#[derive(Clone, Debug)]
pub struct NewUpload {
    room_id: RoomId,
    file: AnnouncedFile,
}

impl Input for NewUpload {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("chat_room_id").required();
        let name = fields.line("name").filled().parse(|name| checked_name(&name)).required();
        // Browsers and systems name types differently: the type is detected from the bytes when the message claims the
        // file.
        let _ = fields.line("content_type").nullable().optional();
        let size = fields.integer("size").at_least(1);
        let size = size.at_most_or(ATTACHMENT_LIMIT as u64, || too_large(ATTACHMENT_LIMIT)).required();
        let file = AnnouncedFile { name: name?, size: size? };
        Some(Self { room_id: room_id?, file })
    }
}

/// Records an upload for a message of this sender to this room, and returns the request that uploads the file.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for a closed one, 429 for too many announced files.
pub async fn announce_upload(
    state: &State,
    credentials: Credentials,
    new: NewUpload,
) -> Result<(FileId, DirectUpload), ApiError> {
    let (caller, head) = open_head(state, credentials, new.room_id).await?;
    if head.status == RoomStatus::Closed {
        return Err(ApiError::room_closed());
    }
    let size = new.file.size;
    let (user_id, place) = (caller.identity.user_id, Place::Room(new.room_id));
    let bytes = charge(state, user_id, place, size).await?;
    let upload = upload(user_id, place, Some(new.file));
    let ttl = upload.created_at.after(OPEN_UPLOADS_LIFETIME).unix();
    let open = Write::update(Upload::open_count_key(user_id, new.room_id)).add("count", 1).set("ttl", ttl);
    let open = match state.config.desk.limits.open_uploads {
        0 => open,
        limit => open.when_absent_or_below("count", limit),
    };
    let mut transaction = Transaction::new();
    transaction.write_or(open, ());
    transaction.write(Write::create(&upload));
    match state.table.commit(transaction).await {
        Ok(()) => {}
        Err(Rejected::Refused(_)) => {
            bytes.release(&state.table, size).await?;
            return Err(throttled(Some(user_id), "OPEN_UPLOADS", LIFETIME));
        }
        Err(Rejected::Failed(error)) => return Err(error.into()),
    }
    let direct = state.files.direct_upload(&keys::upload(upload.id), size, LIFETIME).await?;
    Ok((upload.id, direct))
}
