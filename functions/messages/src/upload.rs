//! `POST /api/uploads/`

use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::{Created, Valid},
    ids::FileId,
    ops::uploads::{self, LIFETIME, NewUpload},
};
use utoipa::ToSchema;

/// The request with which the file is sent to the bucket.
#[derive(Serialize, ToSchema)]
pub struct AnnouncedUpload {
    upload_id: FileId,
    /// Always `PUT`.
    method: &'static str,
    /// URL of the bucket.
    url: String,
    /// Headers, all of which are signed.
    headers: BTreeMap<String, String>,
    /// Time until the URL expires, in seconds.
    expires_in: u64,
}

/// Announces an upload; returns the URL and the headers with which to send the file to the bucket.
#[utoipa::path(
    post,
    path = "/api/uploads",
    responses((status = 404)),
    extensions(("x-limits" = json!(["OPEN_UPLOADS", "UPLOAD_MEGABYTES_PER_DAY"]))),
)]
pub async fn announce_upload(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Valid(new): Valid<NewUpload>,
) -> Result<Created<AnnouncedUpload>, ApiError> {
    let (upload_id, direct) = uploads::announce_upload(&state, credentials, new).await?;
    Ok(Created(AnnouncedUpload {
        upload_id,
        method: "PUT",
        url: direct.url,
        headers: direct.headers.into_iter().collect(),
        expires_in: LIFETIME.as_secs(),
    }))
}
