//! `POST /api/users/`

use axum::extract::State;
use shared::{
    ApiError,
    auth::Admin,
    http::{Created, Unchecked},
    ops::users::{NewUser, add_user},
    views::{ChatUserView, Reader},
};

/// Creates a customer without signing them in.
#[utoipa::path(post, path = "/api/users")]
pub async fn create_user(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewUser>,
) -> Result<Created<ChatUserView>, ApiError> {
    let new = new.unique(&state, None).await?;
    let user = add_user(&state, &caller.identity, new).await?;
    Ok(Created(ChatUserView::new(&user, Reader::Staff, state.files.links())))
}
