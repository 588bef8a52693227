//! Users, their profiles and presence: `/api/users/`.

mod create;
mod list;
mod me;
mod status;
mod user;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/users", get(list::list_users).post(create::create_user))
        .route("/api/users/{id}", get(user::get_user).patch(user::update_user))
        .route("/api/users/me", get(me::get_me).patch(me::update_me))
        .route("/api/users/update_status", post(status::update_status))
        .with_state(state)
}
