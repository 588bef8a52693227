//! Authentication, sessions and connections: `/api/auth/`, `/api/token/` and `/api/chat-sessions/`.

mod chat_sessions;
mod cookies;
mod email;
mod login;
mod logout;
mod password;
mod register;
mod sessions;
mod token;
mod ws_ticket;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(register::register))
        .routes(routes!(login::log_in))
        .routes(routes!(logout::log_out))
        .routes(routes!(password::change_password))
        .routes(routes!(password::request_password_reset))
        .routes(routes!(password::reset_password))
        .routes(routes!(email::confirm_email))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(ws_ticket::create_ws_ticket))
        .routes(routes!(chat_sessions::list_chat_sessions))
        .routes(routes!(chat_sessions::close_chat_session))
        .routes(routes!(token::create_token))
        .routes(routes!(token::refresh_token))
}
