//! `POST /api/auth/password/change/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{ClientAddress, Valid},
    ops::sessions::{self, PasswordChange},
    views::Confirmation,
};

/// Changes the caller's password and ends all other sessions.
#[utoipa::path(post, path = "/api/auth/password/change", extensions(("x-limits" = json!(sessions::GUESS_LIMITS))))]
pub async fn change_password(
    State(state): State<shared::State>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    Valid(change): Valid<PasswordChange>,
) -> Result<Json<Confirmation>, ApiError> {
    sessions::change_password(&state, &caller, address, change).await?;
    Ok(Json(Confirmation { message: "Password successfully changed" }))
}
