//! Putting a file where it is to stay, and having one message or profile take it.

use super::{CLAIM_DEADLINE, charge, upload};
use crate::{
    ApiError, State,
    files::{self, Headers, dimensions, file_type, keys},
    http::fields::{ValidatedFile, checked_type},
    ids::{FileId, RoomId, UserId},
    model::{Attachment, FileType, Place, Upload, UploadState},
    table::{Key, Read, Write},
    time::Timestamp,
};

/// Stores a file that came with a request.
///
/// # Errors
/// 429 when the sender has sent too much; else when the table or the bucket can't be reached.
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

/// Looks at a file that its sender has put into the bucket, and copies it to where it is to stay: its sender can put
/// another in its place as long as the address for it holds.
///
/// # Errors
/// 400 on `upload_id` when there is none for this sender and room, it isn't there yet, or it isn't what was announced;
/// on `attachment` when it is of no type that may be sent.
pub(in crate::ops) async fn import_upload(
    state: &State,
    user_id: UserId,
    room_id: RoomId,
    id: FileId,
) -> Result<Attachment, ApiError> {
    let place = Place::Room(room_id);
    let upload: Option<Upload> = state.table.get(&Key::upload(id), Read::Consistent).await?;
    let now = Timestamp::now();
    let is_theirs = |upload: &Upload| (upload.user_id, upload.place) == (user_id, place);
    let is_usable =
        |upload: &Upload| upload.state == UploadState::Open && now < upload.created_at.after(CLAIM_DEADLINE);
    let usable = upload.filter(|upload| is_theirs(upload) && is_usable(upload));
    let announced = usable.and_then(|upload| upload.announced).ok_or_else(not_usable)?;
    let source = keys::upload(id);
    let refused = |message: &str| ApiError::field("upload_id", message);
    let object = state
        .files
        .head_object(&source)
        .await?
        .ok_or_else(|| refused("The upload didn't finish. Please try again."))?;
    if object.size != announced.size {
        return Err(refused("The upload didn't finish. Please try again."));
    }
    let file_type = checked_type(file_type(&announced.name, &object.beginning), FileType::ATTACHMENTS);
    let file_type = file_type.map_err(|message| ApiError::field("attachment", message))?;
    let headers = Headers::new(&announced.name, file_type);
    if files::may_hold_location(file_type) {
        // Where a photograph was taken goes nobody else anything: it is read whole and stored without that.
        let photo = state.files.get(&source, &object).await?;
        let photo = photo.ok_or_else(|| refused("The file changed while it was uploading. Please send it again."))?;
        let photo = files::without_location(file_type, &photo);
        state.files.put(&keys::file(place, id), &headers, photo.clone()).await?;
        return Ok(attachment(id, &announced.name, photo.len() as u64, file_type, &photo));
    }
    if !state.files.copy(&source, &object, &keys::file(place, id), &headers).await? {
        return Err(refused("The file changed while it was uploading. Please send it again."));
    }
    Ok(attachment(id, &announced.name, object.size, file_type, &object.beginning))
}

/// What gives back the place of a file that was announced, in the transaction that takes it.
pub(in crate::ops) fn release_place(user_id: UserId, room_id: RoomId) -> Write {
    Write::update(Key::open_uploads(user_id, room_id)).add("count", -1)
}

/// What takes a file, in the transaction that stores what it belongs to.
pub(in crate::ops) fn claim_upload(id: FileId) -> Write {
    Write::update(Key::upload(id)).set("state", UploadState::Used).when_equals("state", UploadState::Open)
}

/// What has a file cleared away that nothing refers to any more, in the transaction after which that is so. Addresses of
/// it work until then.
pub(in crate::ops) fn discard_upload(user_id: UserId, place: Place, id: FileId) -> Write {
    Write::put(&Upload { id, state: UploadState::Discarded, ..upload(user_id, place, None) })
}

/// The answer when there is no such file for this message.
pub(in crate::ops) fn not_usable() -> ApiError {
    ApiError::field("upload_id", "This upload has expired. Please attach the file again.")
}

fn attachment(id: FileId, name: &str, size: u64, content_type: FileType, bytes: &[u8]) -> Attachment {
    Attachment { id, name: name.to_owned(), size, content_type, dimensions: dimensions(content_type, bytes) }
}
