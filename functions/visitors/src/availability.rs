//! `GET /api/chat/availability/`

use axum::extract::State;
use shared::{ApiError, http::Cacheable, ops::desk, views::Availability};

/// Tells whether the desk is open and whether somebody is there.
#[utoipa::path(get, path = "/api/chat/availability")]
pub async fn get_availability(State(state): State<shared::State>) -> Result<Cacheable<Availability>, ApiError> {
    desk::availability(&state).await.map(Cacheable)
}
