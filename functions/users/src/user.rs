//! `GET, PATCH /api/users/{id}/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Admin,
    http::{Id, Unchecked},
    ids::UserId,
    ops::users::{self, UserEdit},
    store,
    views::{ChatUserView, Reader},
};

/// Returns a user, for admins.
#[utoipa::path(get, path = "/api/users/{id}")]
pub async fn get_user(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<UserId>,
) -> Result<Json<ChatUserView>, ApiError> {
    let user = store::get_user(&state.table, id).await?;
    Ok(Json(ChatUserView::new(&user, Reader::Staff, state.files.links())))
}

/// Updates the given fields of a user who is not an agent. Deactivation ends the user's sessions at once.
#[utoipa::path(patch, path = "/api/users/{id}")]
pub async fn update_user(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<UserId>,
    edit: Unchecked<UserEdit>,
) -> Result<Json<ChatUserView>, ApiError> {
    let edit = edit.unique(&state, Some(id.0)).await?;
    let user = users::edit_user(&state, &caller.identity, id, edit).await?;
    Ok(Json(ChatUserView::new(&user, Reader::Staff, state.files.links())))
}
