//! `POST /api/token/` and `POST /api/token/refresh/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientDevice, Fields, Input, Valid},
    ops::sessions::{self, sign_in},
    tokens::TokenPair,
};
use utoipa::ToSchema;

use crate::login::Login;

/// An access token and a refresh token.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    access: String,
    refresh: String,
}

impl From<TokenPair> for Tokens {
    fn from(TokenPair { access, refresh }: TokenPair) -> Self {
        Self { access, refresh }
    }
}

/// A refresh token.
pub struct RefreshToken(String);

impl Input for RefreshToken {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.line("refresh").filled().required().map(Self)
    }
}

/// Signs a user in, with tokens but without cookies.
#[utoipa::path(
    post,
    path = "/api/token",
    responses((status = 401)),
    extensions(("x-limits" = json!(sessions::GUESS_LIMITS))),
)]
pub async fn create_token(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    Valid(login): Valid<Login>,
) -> Result<Json<Tokens>, ApiError> {
    let signed_in = sign_in(&state, &login.username, login.password, &device).await?;
    let signed_in = signed_in.ok_or(ApiError::Unauthenticated {
        code: "no_active_account",
        detail: "No active account found with the given credentials",
    })?;
    Ok(Json(state.tokens.pair(&signed_in.session).await?.into()))
}

/// Exchanges a refresh token for a new pair.
#[utoipa::path(post, path = "/api/token/refresh", responses((status = 401)))]
pub async fn refresh_token(
    State(state): State<shared::State>,
    Valid(RefreshToken(token)): Valid<RefreshToken>,
) -> Result<Json<Tokens>, ApiError> {
    Ok(Json(sessions::refresh(&state, &token).await?.into()))
}
