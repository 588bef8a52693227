//! `POST /api/auth/logout/`

use axum::{Json, extract::State, http::HeaderMap};
use axum_extra::extract::CookieJar;
use shared::{
    ApiError,
    auth::{Caller, session_in_cookie},
    ops::sessions::{end_other_session, sign_out},
    views::Confirmation,
};

use crate::cookies;

/// Ends the session, with all its tokens and connections, and also the session of the request's cookie, if that is
/// another.
#[utoipa::path(post, path = "/api/auth/logout")]
pub async fn log_out(
    State(state): State<shared::State>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<(CookieJar, Json<Confirmation>), ApiError> {
    end_other_session(&state, session_in_cookie(&headers, &state).await, caller.session_id).await?;
    sign_out(&state, &caller).await?;
    Ok((cookies::signed_out(&state.config.web), Json(Confirmation { message: "Successfully logged out" })))
}
