//! `GET /api/chat/availability/`

use axum::extract::State;
use shared::{ApiError, http::Cacheable, ops::desk, time::Timestamp, views::Availability};

/// Tells whether the desk is open and whether somebody is there.
#[utoipa::path(get, path = "/api/chat/availability")]
pub async fn get_availability(State(state): State<shared::State>) -> Result<Cacheable<Availability>, ApiError> {
    let body = desk::availability(&state).await?;
    Ok(Cacheable { max_age: body.max_age(Timestamp::now()), body })
}
