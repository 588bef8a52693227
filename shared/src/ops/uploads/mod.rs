//! Files on their way into messages and profiles, and out of the bucket.
//!
//! An [`Upload`] is written before its object, and the transaction that stores a message or a profile claims it: it
//! fails if the upload is claimed elsewhere or discarded. Unclaimed uploads are deleted after an hour, with their
//! objects. So an object belongs to one message or profile, or to none for a limited time, wherever an operation is
//! interrupted.

mod announce;
mod claim;
mod clear;

use chrono::Duration;

use crate::{
    ApiError, State,
    ids::{FileId, UserId},
    model::{AnnouncedFile, Place, Upload, UploadState},
    store::Throttle,
    time::Timestamp,
};

pub use announce::{LIFETIME, NewUpload, announce_upload};
pub(super) use claim::{claim_upload, discard_upload, import_upload, not_usable, release_place, store_upload};
pub use clear::clear_uploads;

/// No message can claim a file after this time.
const CLAIM_DEADLINE: Duration = Duration::hours(1);

fn upload(user_id: UserId, place: Place, announced: Option<AnnouncedFile>) -> Upload {
    let (id, created_at) = (FileId::new(), Timestamp::now());
    Upload { id, user_id, place, state: UploadState::Open, announced, created_at }
}

const MEGABYTE: u64 = 1024 * 1024;

/// Counts bytes towards the daily limit of a user and destination. Returns the throttle that they can be released to.
async fn charge(state: &State, user: UserId, place: Place, size: u64) -> Result<Throttle, ApiError> {
    let place = match place {
        Place::Room(room) => room.to_string(),
        Place::Profile(_) => "profile".to_owned(),
    };
    let limit = state.config.desk.limits.upload_megabytes_per_day.saturating_mul(MEGABYTE);
    let bytes = Throttle::new(&format!("UPLOAD_BYTES#{user}#{place}"), limit, Duration::days(1));
    bytes.take_many(&state.table, size).await?;
    Ok(bytes)
}
