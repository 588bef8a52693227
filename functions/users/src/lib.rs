//! Profiles and presence: `/api/users/`.

mod list;
mod me;
mod status;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/users", get(list::list_users))
        .route("/api/users/me", get(me::get_me).patch(me::update_me))
        .route("/api/users/update_status", post(status::update_status))
        .with_state(state)
}
