//! `GET, PATCH /api/users/me/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{ClientAddress, ClientLanguage, Unchecked},
    ops::{
        mail::REQUESTED_MAIL_LIMITS,
        sessions::GUESS_LIMITS,
        users::{OwnProfileChange, change_profile},
    },
    store::get_user,
    views::ChatUserView,
};

/// Returns the caller's profile.
#[utoipa::path(get, path = "/api/users/me")]
pub async fn get_me(State(state): State<shared::State>, caller: Caller) -> Result<Json<ChatUserView>, ApiError> {
    let user = get_user(&state.table, caller.identity.user_id).await?;
    Ok(Json(ChatUserView::new(&user, (&caller.identity).into(), state.files.links())))
}

/// Updates the caller's profile. If the desk sends mail, another e-mail address is in force once the link is followed that
/// is mailed to it.
#[utoipa::path(
    patch,
    path = "/api/users/me",
    extensions(("x-limits" = json!([&["UPLOAD_MEGABYTES_PER_DAY"][..], &GUESS_LIMITS, &REQUESTED_MAIL_LIMITS].concat()))),
)]
pub async fn update_me(
    State(state): State<shared::State>,
    caller: Caller,
    ClientAddress(address): ClientAddress,
    ClientLanguage(language): ClientLanguage,
    change: Unchecked<OwnProfileChange>,
) -> Result<Json<ChatUserView>, ApiError> {
    let user_id = caller.identity.user_id;
    let change = change.unique(&state, Some(user_id.0)).await?;
    let user = change_profile(&state, user_id, (address, language), change).await?;
    Ok(Json(ChatUserView::new(&user, (&caller.identity).into(), state.files.links())))
}
