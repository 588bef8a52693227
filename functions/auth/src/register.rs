//! `POST /api/auth/register/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientDevice, Created, Fields, Input, Unchecked},
    ops::{
        desk::captcha_settings,
        sessions::open_session,
        users::{NewUser, count_registration, create_user},
    },
    views::{ChatUserView, Reader, UserView},
};
use utoipa::ToSchema;

/// A new user with a repeated password and a captcha token.
pub struct Registration {
    user: NewUser,
    captcha_token: Option<String>,
}

impl Input for Registration {
    fn read(fields: &mut Fields) -> Option<Self> {
        let differs = |repeated: Option<&str>, password: Option<&str>| repeated.is_some() && repeated != password;
        if differs(fields.peek("password_confirm"), fields.peek("password")) {
            fields.error("password_confirm", "Passwords do not match.");
        }
        let repeated = fields.secret("password_confirm").required();
        let captcha_token = fields.line("captcha_token").nullable().optional();
        let user = NewUser::read(fields);
        repeated?;
        Some(Self { user: user?, captcha_token: captcha_token? })
    }
}

/// Tokens and profile of the registered user.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    token: String,
    refresh: String,
    user: UserView,
    chat_user: ChatUserView,
}

/// Registers a customer and signs them in.
#[utoipa::path(post, path = "/api/auth/register", extensions(("x-limits" = json!(["REGISTRATIONS_PER_IP"]))))]
pub async fn register(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    new: Unchecked<Registration>,
) -> Result<Created<Registered>, ApiError> {
    count_registration(&state, device.address).await?;
    let Registration { user, captcha_token } = new.unique(&state, None).await?;
    let captcha = captcha_settings(&state).await?;
    state.captcha.check(captcha.as_ref(), captcha_token.as_deref(), device.address).await?;
    let user = create_user(&state, user).await?;
    let signed_in = open_session(&state, user, &device).await?.ok_or_else(ApiError::user_inactive)?;
    let tokens = state.tokens.pair(&signed_in.session).await?;
    let user = &signed_in.user;
    let chat_user = ChatUserView::new(user, Reader::Customer, state.files.links());
    let registered = Registered { token: tokens.access, refresh: tokens.refresh, user: user.into(), chat_user };
    Ok(Created(registered))
}
