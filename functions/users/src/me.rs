//! `GET, PATCH /api/users/me/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::Valid,
    ops::users::{ProfileChange, change_profile, get_user},
    shapes::ChatUserShape,
};

/// The caller's profile.
pub async fn get_me(State(state): State<shared::State>, caller: Caller) -> Result<Json<ChatUserShape>, ApiError> {
    Ok(Json((&get_user(&state.table, caller.identity.user_id).await?).into()))
}

/// Changes the caller's profile.
pub async fn update_me(
    State(state): State<shared::State>,
    caller: Caller,
    Valid(change): Valid<ProfileChange>,
) -> Result<Json<ChatUserShape>, ApiError> {
    Ok(Json((&change_profile(&state, caller.identity.user_id, change).await?).into()))
}
