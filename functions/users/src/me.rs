//! `GET, PATCH /api/users/me/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::Valid,
    ops::users::{OwnProfileChange, change_profile, get_user},
    shapes::ChatUserShape,
};

/// The caller's profile.
pub async fn get_me(State(state): State<shared::State>, caller: Caller) -> Result<Json<ChatUserShape>, ApiError> {
    let user = get_user(&state.table, caller.identity.user_id).await?;
    Ok(Json(ChatUserShape::new(&user, state.files.links())))
}

/// Changes the caller's profile.
pub async fn update_me(
    State(state): State<shared::State>,
    caller: Caller,
    Valid(change): Valid<OwnProfileChange>,
) -> Result<Json<ChatUserShape>, ApiError> {
    let user = change_profile(&state, caller.identity.user_id, change).await?;
    Ok(Json(ChatUserShape::new(&user, state.files.links())))
}
