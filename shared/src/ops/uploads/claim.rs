//! Storage of a file at its final key, and its claim by one message or profile.

use super::{CLAIM_DEADLINE, charge, upload};
use crate::{
    ApiError, State,
    files::{self, Headers, dimensions, file_type, keys},
    http::fields::{ValidatedFile, checked_type},
    ids::{FileId, RoomId, UserId},
    model::{Attachment, FileType, Place, Upload, UploadState},
    table::{Read, Write},
    time::Timestamp,
};

/// Stores a file that was part of a request.
///
/// # Errors
/// 429 for a sender above the limit; otherwise an unreachable table or bucket.
pub(in crate::ops) async fn store_upload(
    state: &State,
    user_id: UserId,
    place: Place,
    file: &ValidatedFile,
) -> Result<Attachment, ApiError> {
    let ValidatedFile { name, file_type, bytes } = file;
    charge(state, user_id, place, bytes.len() as u64).await?;
    let bytes = &files::without_location(*file_type, bytes);
    let upload = upload(user_id, place, None);
    state.table.write(Write::create(&upload)).await?;
    let headers = Headers::new(name, *file_type);
    state.files.put(&keys::file(place, upload.id), &headers, bytes.clone()).await?;
    Ok(attachment(upload.id, name, bytes.len() as u64, *file_type, bytes))
}

/// Checks a file that its sender has uploaded to the bucket, and copies it to its final key: the sender can overwrite
/// the upload as long as its URL is valid.
///
/// # Errors
/// 400 on an `upload_id` that is unknown for this sender and room, not uploaded yet, or not as announced; on an
/// `attachment` of a type that isn't allowed.
pub(in crate::ops) async fn import_upload(
    state: &State,
    user_id: UserId,
    room_id: RoomId,
    id: FileId,
) -> Result<Attachment, ApiError> {
    let place = Place::Room(room_id);
    let upload: Option<Upload> = state.table.get(&Upload::key_of(id), Read::Consistent).await?;
    let now = Timestamp::now();
    let is_theirs = |upload: &Upload| (upload.user_id, upload.place) == (user_id, place);
    let is_usable =
        |upload: &Upload| upload.state == UploadState::Open && now < upload.created_at.after(CLAIM_DEADLINE);
    let usable = upload.filter(|upload| is_theirs(upload) && is_usable(upload));
    let announced = usable.and_then(|upload| upload.announced).ok_or_else(not_usable)?;
    let source = keys::upload(id);
    let refused = |message: &str| ApiError::field("upload_id", message);
    let changed = || refused("The file changed while it was uploading. Please send it again.");
    let object = state.files.head_object(&source).await?.filter(|object| object.size == announced.size);
    let object = object.ok_or_else(|| refused("The upload didn't finish. Please try again."))?;
    let file_type = checked_type(file_type(&announced.name, &object.beginning), FileType::ATTACHMENTS);
    let file_type = file_type.map_err(|message| ApiError::field("attachment", message))?;
    let headers = Headers::new(&announced.name, file_type);
    if files::may_hold_location(file_type) {
        // A photo can contain the place where it was taken: it is read as a whole and stored without it.
        let photo = state.files.get(&source, &object).await?;
        let photo = photo.ok_or_else(changed)?;
        let photo = files::without_location(file_type, &photo);
        state.files.put(&keys::file(place, id), &headers, photo.clone()).await?;
        return Ok(attachment(id, &announced.name, photo.len() as u64, file_type, &photo));
    }
    if !state.files.copy(&source, &object, &keys::file(place, id), &headers).await? {
        return Err(changed());
    }
    Ok(attachment(id, &announced.name, object.size, file_type, &object.beginning))
}

/// Write that decrements the count of announced files, in the transaction that claims the file.
pub(in crate::ops) fn release_place(user_id: UserId, room_id: RoomId) -> Write {
    Write::update(Upload::open_count_key(user_id, room_id)).add("count", -1)
}

/// Write that claims a file, in the transaction that stores its message or profile.
pub(in crate::ops) fn claim_upload(id: FileId) -> Write {
    Write::update(Upload::key_of(id)).set("state", UploadState::Used).when_equals("state", UploadState::Open)
}

/// Write that discards a file, in the transaction that removes the last reference to it. Its URLs work until they
/// expire or it is deleted.
pub(in crate::ops) fn discard_upload(user_id: UserId, place: Place, id: FileId) -> Write {
    Write::put(&Upload { id, state: UploadState::Discarded, ..upload(user_id, place, None) })
}

/// The error for an upload that this message can't use.
pub(in crate::ops) fn not_usable() -> ApiError {
    ApiError::field("upload_id", "This upload has expired. Please attach the file again.")
}

fn attachment(id: FileId, name: &str, size: u64, content_type: FileType, bytes: &[u8]) -> Attachment {
    Attachment { id, name: name.to_owned(), size, content_type, dimensions: dimensions(content_type, bytes) }
}
