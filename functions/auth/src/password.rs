//! `POST /api/auth/password/change/`, `/api/auth/password/reset/` and `/api/auth/password/reset/confirm/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Caller,
    http::{ClientAddress, ClientLanguage, Valid},
    model::Role,
    ops::{
        mail::REQUESTED_MAIL_LIMITS,
        sessions::{self, ForgottenPassword, PasswordChange, PasswordReset},
    },
    views::{Confirmation, MailRequest},
};
use utoipa::ToSchema;

const CHANGED: &str = "Password successfully changed";

/// Changes the caller's password and ends all other sessions.
#[utoipa::path(post, path = "/api/auth/password/change", extensions(("x-limits" = json!(sessions::GUESS_LIMITS))))]
pub async fn change_password(
    State(state): State<shared::State>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    ClientLanguage(language): ClientLanguage,
    Valid(change): Valid<PasswordChange>,
) -> Result<Json<Confirmation>, ApiError> {
    sessions::change_password(&state, &caller, (address, language), change).await?;
    Ok(Json(Confirmation { message: CHANGED }))
}

/// Mails a link to choose a new password to the user with this address. The answer is the same whether or not there is
/// one.
#[utoipa::path(post, path = "/api/auth/password/reset", extensions(("x-limits" = json!(REQUESTED_MAIL_LIMITS))))]
pub async fn request_password_reset(
    State(state): State<shared::State>,
    ClientAddress(address): ClientAddress,
    ClientLanguage(language): ClientLanguage,
    Valid(forgotten): Valid<ForgottenPassword>,
) -> Result<Json<MailRequest>, ApiError> {
    let is_on_its_way = sessions::request_password_reset(&state, (address, language), forgotten).await?;
    Ok(Json(MailRequest::password_reset(is_on_its_way)))
}

/// A new password is set.
#[derive(Serialize, ToSchema)]
pub struct ResetPassword {
    /// Confirmation, for people.
    message: &'static str,
    role: Role,
}

/// Sets a new password by the token of a mailed link, and ends all sessions of its user.
#[utoipa::path(post, path = "/api/auth/password/reset/confirm")]
pub async fn reset_password(
    State(state): State<shared::State>,
    ClientLanguage(language): ClientLanguage,
    Valid(reset): Valid<PasswordReset>,
) -> Result<Json<ResetPassword>, ApiError> {
    let role = sessions::reset_password(&state, &language, reset).await?;
    Ok(Json(ResetPassword { message: CHANGED, role }))
}
