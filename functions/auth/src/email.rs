//! `POST /api/auth/email/confirm/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    http::Valid,
    ops::{mail::LinkToken, users},
    views::Confirmation,
};

/// Confirms a user's new e-mail address by the token of the link that was mailed to it, and tells the former address.
#[utoipa::path(post, path = "/api/auth/email/confirm")]
pub async fn confirm_email(
    State(state): State<shared::State>,
    Valid(token): Valid<LinkToken>,
) -> Result<Json<Confirmation>, ApiError> {
    users::confirm_email(&state, token).await?;
    Ok(Json(Confirmation { message: "Email address confirmed" }))
}
