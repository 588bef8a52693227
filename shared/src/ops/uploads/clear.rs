//! Deletion of unclaimed uploads.

use chrono::Duration;
use futures_util::{StreamExt, stream};

use super::{CLAIM_DEADLINE, claim::release_place};
use crate::{
    ApiError, State,
    files::keys as files,
    model::{Place, Upload, UploadState},
    table::{Entity, Write},
    time::Timestamp,
};

/// Delay after the claim deadline: operations that had begun with the file have ended, and URLs of a replaced file have
/// expired.
const RETRY_DELAY: Duration = Duration::minutes(5);
/// Uploads read per query.
const CHUNK: usize = 500;
/// Uploads deleted concurrently.
const CONCURRENCY: usize = 8;

/// Deletes the objects of unclaimed and discarded uploads, and the records of the others. Safe to run at any time,
/// concurrently, and to be interrupted anywhere.
///
/// # Errors
/// A failed read of the table.
pub async fn clear_uploads(state: &State) -> Result<(), ApiError> {
    let mut last = None;
    loop {
        let oldest = match &last {
            Some(upload) => Upload::after(upload),
            None => Upload::all(),
        };
        let uploads: Vec<Upload> = state.table.take(&oldest, CHUNK).await?;
        let now = Timestamp::now();
        let old: Vec<Upload> = uploads
            .into_iter()
            .take_while(|upload| upload.created_at.after(CLAIM_DEADLINE + RETRY_DELAY) <= now)
            .collect();
        let are_all = old.len() < CHUNK;
        last = old.last().cloned();
        let cleared = stream::iter(old).map(|upload| async move {
            // A failure here is retried by the next sweep, a minute later.
            if let Err(error) = clear(state, &upload).await {
                error.log();
            }
        });
        cleared.buffer_unordered(CONCURRENCY).collect::<()>().await;
        if are_all {
            return Ok(());
        }
    }
}

async fn clear(state: &State, upload: &Upload) -> Result<(), ApiError> {
    if upload.state == UploadState::Open {
        let give_up = Write::update(upload.key()).set("state", UploadState::Discarded);
        if !state.table.write_if(give_up.when_equals("state", UploadState::Open)).await? {
            return Ok(());
        }
        if let (Place::Room(room_id), Some(_)) = (upload.place, &upload.announced) {
            state.table.write(release_place(upload.user_id, room_id)).await?;
        }
    }
    let sent = upload.announced.is_some().then(|| files::upload(upload.id));
    let kept = (upload.state != UploadState::Used).then(|| files::file(upload.place, upload.id));
    state.files.delete(sent.into_iter().chain(kept)).await?;
    Ok(state.table.write(Write::delete(upload.key())).await?)
}
