//! `POST /api/auth/logout/`

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use serde_json::{Value, json};
use shared::{ApiError, auth::Caller, http::BaseUrl, ops::sessions::sign_out};

use crate::cookies;

/// Ends the session, with all its tokens and connections.
pub async fn log_out(
    State(state): State<shared::State>,
    caller: Caller,
    base: BaseUrl,
) -> Result<(CookieJar, Json<Value>), ApiError> {
    sign_out(&state, &caller).await?;
    Ok((cookies::signed_out(&base), Json(json!({"message": "Successfully logged out"}))))
}
