//! `POST /api/auth/password/change/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{
    ApiError,
    auth::Caller,
    http::{ClientAddress, Valid},
    ops::sessions::{self, PasswordChange},
};

/// Changes the caller's password and ends all other sessions.
pub async fn change_password(
    State(state): State<shared::State>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    Valid(change): Valid<PasswordChange>,
) -> Result<Json<Value>, ApiError> {
    sessions::change_password(&state, &caller, address, change).await?;
    Ok(Json(json!({"message": "Password successfully changed"})))
}
