//! Tickets: they open a connection without a token in its URL, which logs and browser histories would store.

use chrono::Duration;

use crate::{
    ApiError, State, auth::Caller, model::Ticket, random::alphanumeric, store::TICKET_LENGTH, table::Write,
    time::Timestamp,
};

/// Lifetime of a ticket.
pub const TICKET_LIFETIME: Duration = Duration::seconds(60);

/// Issues a ticket with which the caller can open one connection.
///
/// # Errors
/// An unreachable table.
pub async fn issue_ticket(state: &State, caller: &Caller) -> Result<Ticket, ApiError> {
    let expires_at = Timestamp::now().after(TICKET_LIFETIME);
    let ticket = Ticket {
        ticket: alphanumeric(TICKET_LENGTH),
        user_id: caller.identity.user_id,
        session_id: caller.session_id,
        token_expires_at: caller.expires_at,
        expires_at,
        ttl: expires_at.unix(),
    };
    state.table.write(Write::create(&ticket)).await?;
    Ok(ticket)
}
