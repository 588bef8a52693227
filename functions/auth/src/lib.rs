//! Authentication and sessions: `/api/auth/` and `/api/token/`.

mod cookies;
mod login;
mod logout;
mod password;
mod register;
mod sessions;
mod token;
mod ws_ticket;

use axum::{
    Router,
    routing::{delete, get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/auth/register", post(register::register))
        .route("/api/auth/login", post(login::log_in))
        .route("/api/auth/logout", post(logout::log_out))
        .route("/api/auth/password/change", post(password::change_password))
        .route("/api/auth/sessions", get(sessions::list_sessions))
        .route("/api/auth/sessions/{id}", delete(sessions::end_session))
        .route("/api/auth/ws-ticket", post(ws_ticket::create_ws_ticket))
        .route("/api/token", post(token::create_token))
        .route("/api/token/refresh", post(token::refresh_token))
        .with_state(state)
}
