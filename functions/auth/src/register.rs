//! `POST /api/auth/register/`

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    ApiError,
    http::{Fields, Input, Valid},
    ops::{
        sessions::open_session,
        users::{NewUser, create_user},
    },
    shapes::{ChatUserShape, UserShape},
};

/// A user who names their password twice.
pub struct Registration(NewUser);

impl Input for Registration {
    fn read(fields: &mut Fields) -> Option<Self> {
        let repeated = fields.secret("password_confirm").required();
        let user = NewUser::read(fields)?;
        if repeated? != user.password {
            fields.error("password_confirm", "Passwords do not match.");
        }
        Some(Self(user))
    }
}

/// A new user, signed in.
#[derive(Serialize)]
pub struct Registered {
    token: String,
    refresh: String,
    user: UserShape,
    chat_user: ChatUserShape,
}

/// Registers a customer.
pub async fn register(
    State(state): State<shared::State>,
    Valid(Registration(new)): Valid<Registration>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    let user = create_user(&state, new).await?;
    let signed_in = open_session(&state, user).await?;
    let tokens = state.tokens.pair(&signed_in.session).await?;
    let user = &signed_in.user;
    let chat_user = ChatUserShape::new(user, state.files.links());
    let registered = Registered { token: tokens.access, refresh: tokens.refresh, user: user.into(), chat_user };
    Ok((StatusCode::CREATED, Json(registered)))
}
