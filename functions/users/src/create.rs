//! `POST /api/users/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Admin,
    http::Valid,
    ops::users::{NewUser, add_user},
    shapes::ChatUserShape,
};

/// Makes a customer, whom it doesn't sign in.
pub async fn create_user(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewUser>,
) -> Result<(StatusCode, Json<ChatUserShape>), ApiError> {
    let user = add_user(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, Json(ChatUserShape::new(&user, state.files.links()))))
}
