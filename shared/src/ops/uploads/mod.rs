//! Files on their way into messages and profiles, and out of the bucket.
//!
//! An [`Upload`] is written before there is an object, and the transaction that stores a message
//! or a profile takes it: it fails if another has, or if it was given up. What nobody takes within an hour is cleared
//! away, with its objects. So an object belongs to one message, or to none and not for long, wherever anything stops.

mod announce;
mod claim;
mod clear;

use chrono::Duration;

use crate::{
    ApiError, State,
    ids::{FileId, UserId},
    model::{AnnouncedFile, Place, Upload, UploadState},
    ops::throttle::Throttle,
    time::Timestamp,
};

pub use announce::{LIFETIME, NewUpload, announce_upload};
pub(super) use claim::{claim_upload, discard_upload, import_upload, not_usable, release_place, store_upload};
pub use clear::clear_uploads;

/// After this time no message takes a file any more.
const CLAIM_DEADLINE: Duration = Duration::hours(1);

fn upload(user_id: UserId, place: Place, announced: Option<AnnouncedFile>) -> Upload {
    let (id, created_at) = (FileId::new(), Timestamp::now());
    Upload { id, user_id, place, state: UploadState::Open, announced, created_at }
}

const MEGABYTE: u64 = 1024 * 1024;

/// Counts so many bytes towards what a user may send to one place in a day. Returns what they can be given back to.
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
