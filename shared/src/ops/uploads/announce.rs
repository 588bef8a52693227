//! Announcing a file that its sender puts into the bucket itself: for what is too large for a function's request.

use std::time::Duration;

use super::upload;
use crate::{
    ApiError, State,
    auth::Credentials,
    files::{ATTACHMENT_LIMIT, DirectUpload, keys},
    http::{
        Fields, Input,
        fields::{checked_name, checked_type, too_large},
    },
    ids::{FileId, RoomId},
    model::{AnnouncedFile, FileType, Place, RoomStatus},
    ops::rooms::open_head,
    table::Write,
};

/// For how long the file may be put into the bucket.
pub const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// What a sender announces.
#[derive(Clone, Debug)]
pub struct NewUpload {
    room_id: RoomId,
    file: AnnouncedFile,
    content_type: FileType,
}

impl Input for NewUpload {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("chat_room_id").required();
        let name = fields.text("name").filled().parse(|name| checked_name(&name)).required();
        let content_type = fields.text("content_type").filled().parse(|text| {
            let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            checked_type(essence.parse().map_err(|()| Some(essence.as_str())), FileType::ATTACHMENTS)
        });
        let content_type = content_type.required();
        let is_allowed = |size: &u64| *size <= ATTACHMENT_LIMIT as u64;
        let size = fields.integer("size").at_least(1).check(is_allowed, || too_large(ATTACHMENT_LIMIT)).required();
        let file = AnnouncedFile { name: name?, size: size? };
        Some(Self { room_id: room_id?, file, content_type: content_type? })
    }
}

/// Notes that a file is to come, for a message of this sender to this room, and returns how it is to be put into the
/// bucket.
///
/// # Errors
/// 404 for a room that the caller may not see, 400 for one that is closed.
pub async fn announce_upload(
    state: &State,
    credentials: Credentials,
    new: NewUpload,
) -> Result<(FileId, DirectUpload), ApiError> {
    let (caller, head) = open_head(&state.table, credentials.authenticate(&state.table), new.room_id).await?;
    if head.status == RoomStatus::Closed {
        return Err(ApiError::room_closed());
    }
    let size = new.file.size;
    let upload = upload(caller.identity.user_id, Place::Room(new.room_id), Some(new.file));
    state.table.write(Write::create(&upload)).await?;
    let direct = state.files.direct_upload(&keys::upload(upload.id), new.content_type, size, LIFETIME).await?;
    Ok((upload.id, direct))
}
