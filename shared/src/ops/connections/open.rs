//! Opening a connection, and knowing whose it is.

use chrono::Duration;

use crate::{
    ApiError, State,
    auth::{Caller, Credentials},
    ids::ConnectionId,
    model::{Connection, ConnectionEntry, Ticket},
    ops::{
        presence::{Presence, set_presence},
        sessions::TICKET_LENGTH,
    },
    table::{Key, Read, Table, Write},
    time::Timestamp,
};

/// API Gateway ends every connection after this time.
const LONGEST: Duration = Duration::hours(2);

/// What a client opens a connection by.
#[derive(Clone, Debug)]
pub enum Opening {
    /// A ticket, which works once.
    Ticket(String),
    /// An access token.
    Token(String),
}

/// Opens a connection. Session and ticket are checked again by the transaction that stores it, so that neither a
/// logout nor a second use of the ticket at the same time can slip by.
///
/// # Errors
/// 401 when ticket or token don't hold.
pub async fn open(state: &State, id: ConnectionId, opening: Opening) -> Result<(), ApiError> {
    let (credentials, ticket) = match opening {
        Opening::Token(token) => (Credentials::from_token(state, &token).await?, None),
        Opening::Ticket(ticket) => {
            let ticket = find_ticket(&state.table, &ticket).await?;
            (Credentials::from(&ticket), Some(ticket))
        }
    };
    let caller = credentials.authenticate(&state.table).await?;
    let opened_at = Timestamp::now();
    let expires_at = opened_at.after(LONGEST).min(caller.expires_at);
    let connection = Connection {
        id,
        identity: caller.identity,
        session_id: caller.session_id,
        opened_at,
        expires_at,
        watching: Vec::new(),
        ttl: expires_at.unix(),
    };
    let session = Key::session(connection.identity.user_id, connection.session_id);
    let mut writes = vec![Write::check(session).when_equals("is_active", true), Write::put(&connection)];
    writes.extend(ConnectionEntry::all_of(&connection).iter().map(Write::put));
    writes.extend(ticket.map(|ticket| Write::delete(Key::ticket(&ticket.ticket)).when_exists()));
    match state.table.transact(writes).await {
        Err(error) if error.is_condition() => return Err(ApiError::invalid_token()),
        written => written?,
    }
    // The connection stands; that somebody may be shown as offline is no reason to refuse it.
    if let Err(error) = set_presence(state, &connection.identity, Presence::Connected).await {
        error.log();
    }
    Ok(())
}

async fn find_ticket(table: &Table, ticket: &str) -> Result<Ticket, ApiError> {
    // What is longer than any ticket may be longer than any key.
    if ticket.len() > TICKET_LENGTH {
        return Err(ApiError::invalid_token());
    }
    let ticket: Option<Ticket> = table.get(&Key::ticket(ticket), Read::Consistent).await?;
    ticket.filter(|ticket| Timestamp::now() < ticket.expires_at).ok_or_else(ApiError::invalid_token)
}

impl From<&Ticket> for Credentials {
    fn from(ticket: &Ticket) -> Self {
        let (session_id, expires_at) = (ticket.session_id, ticket.token_expires_at);
        Self { user_id: ticket.user_id, session_id, expires_at, is_visitor: false }
    }
}

/// Whose frame it is that comes on a connection. A logout takes the connection's item away, and with it its powers.
///
/// # Errors
/// 401 when the connection is unknown or has expired.
pub async fn caller_of(table: &Table, id: &ConnectionId) -> Result<Caller, ApiError> {
    let connection: Option<Connection> = table.get(&Key::connection(id), Read::Consistent).await?;
    let connection = connection.filter(|connection| Timestamp::now() < connection.expires_at);
    connection.map(Caller::from).ok_or_else(ApiError::invalid_token)
}
