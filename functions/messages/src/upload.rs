//! `POST /api/uploads/`

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Map, Value, json};
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::Valid,
    ops::uploads::{self, LIFETIME, NewUpload},
};

/// Announces an upload; returns the URL and the headers with which to send the file to the bucket.
pub async fn announce_upload(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Valid(new): Valid<NewUpload>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let (upload_id, direct) = uploads::announce_upload(&state, credentials, new).await?;
    let headers: Map<String, Value> = direct.headers.into_iter().map(|(name, value)| (name, value.into())).collect();
    let body = json!({
        "upload_id": upload_id,
        "method": "PUT",
        "url": direct.url,
        "headers": headers,
        "expires_in": LIFETIME.as_secs(),
    });
    Ok((StatusCode::CREATED, Json(body)))
}
