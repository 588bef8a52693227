//! `POST /api/users/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Admin,
    http::Unchecked,
    ops::users::{NewUser, add_user},
    views::{ChatUserView, Reader},
};

/// Creates a customer without signing them in.
pub async fn create_user(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewUser>,
) -> Result<(StatusCode, Json<ChatUserView>), ApiError> {
    let new = new.unique(&state, None).await?;
    let user = add_user(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, Json(ChatUserView::new(&user, Reader::Staff, state.files.links()))))
}
