//! `POST /api/chat/greetings/{id}/events/`

use axum::{extract::State, response::NoContent};
use shared::{
    ApiError,
    http::{ClientAddress, Id, Valid},
    ids::GreetingId,
    ops::{
        anonymous::ATTEMPTS_PER_CHAT,
        greetings::{self, GreetingEvent},
    },
};

/// Counts that a greeting was said to a visitor, or that they have opened the chat from it.
#[utoipa::path(
    post,
    path = "/api/chat/greetings/{id}/events",
    extensions(("x-limits" = json!([format!("VISITOR_CHATS_PER_IP, and {ATTEMPTS_PER_CHAT} times as many events of greetings")]))),
)]
pub async fn count_greeting(
    State(state): State<shared::State>,
    ClientAddress(address): ClientAddress,
    Id(id): Id<GreetingId>,
    Valid(event): Valid<GreetingEvent>,
) -> Result<NoContent, ApiError> {
    greetings::count_greeting(&state, address, id, event).await?;
    Ok(NoContent)
}
