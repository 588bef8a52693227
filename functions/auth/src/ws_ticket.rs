//! `POST /api/auth/ws-ticket/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Participant,
    ops::sessions::{TICKET_LIFETIME, issue_ticket},
};
use utoipa::ToSchema;

/// Single-use ticket for a WebSocket connection.
#[derive(Serialize, ToSchema)]
pub struct WsTicket {
    ticket: String,
    expires_in: i64,
    url: String,
}

/// Issues a ticket with which the caller can open a WebSocket connection.
#[utoipa::path(post, path = "/api/auth/ws-ticket")]
pub async fn create_ws_ticket(
    State(state): State<shared::State>,
    Participant(caller): Participant,
) -> Result<Json<WsTicket>, ApiError> {
    let ticket = issue_ticket(&state, &caller).await?;
    let url = format!("{}?ticket={}", state.config.websocket_url, ticket.ticket);
    Ok(Json(WsTicket { ticket: ticket.ticket, expires_in: TICKET_LIFETIME.num_seconds(), url }))
}
