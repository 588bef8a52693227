//! Opening of a connection, and authentication of its frames.

use chrono::Duration;
use futures_util::future::join_all;

use crate::{
    ApiError, State,
    auth::Credentials,
    ids::ConnectionId,
    model::{ChatSession, ChatSessionEntry, Device, PRESENCE_TIMEOUT, Presence, Role, Session, Ticket},
    ops::{
        presence::set_presence,
        publish::forget,
        race::{Attempt, retry_on_conflict},
    },
    security::throttled,
    store::{Places, TICKET_LENGTH},
    table::{Read, Rejected, Table, Transaction, Write},
    time::Timestamp,
};

/// API Gateway closes every connection after this time.
const MAX_LIFETIME: Duration = Duration::hours(2);

/// Credentials that open a connection.
#[derive(Clone, Debug)]
pub enum Opening {
    /// A ticket, valid once.
    Ticket(String),
    /// An access token.
    Token(String),
}

/// Opens a connection. The transaction that stores it checks session and ticket again, so that neither a concurrent
/// logout nor a second use of the ticket is missed.
///
/// # Errors
/// 401 for an invalid ticket or token, 429 for a user at the limit of connections.
pub async fn open(state: &State, id: ConnectionId, opening: Opening, device: Device) -> Result<(), ApiError> {
    let (credentials, ticket) = match opening {
        Opening::Token(token) => (Credentials::from_token(state, &token).await?, None),
        Opening::Ticket(ticket) => {
            let ticket = find_ticket(&state.table, &ticket).await?;
            (Credentials::from(&ticket), Some(ticket))
        }
    };
    // Read concurrently, so that the limit adds no latency.
    let places = Places::of(&state.table, CONNECTIONS, credentials.user_id);
    let (caller, places) = tokio::join!(credentials.authenticate(&state.table), places);
    let (caller, mut places) = (caller?, Some(places?));
    let opened_at = Timestamp::now();
    let expires_at = opened_at.after(MAX_LIFETIME).min(caller.expires_at);
    let chat_session = ChatSession {
        id,
        identity: caller.identity,
        session_id: caller.session_id,
        opened_at,
        expires_at,
        last_seen: opened_at,
        synced_at: None,
        device,
        watching: Vec::new(),
        ttl: expires_at.unix(),
    };
    retry_on_conflict(|| {
        let places = places.take();
        store(state, &chat_session, ticket.as_ref(), places)
    })
    .await?;
    // The connection is open: a user who may be shown as offline is no reason to refuse it.
    if let Err(error) = set_presence(state, &chat_session.identity, Presence::Connected).await {
        error.log();
    }
    Ok(())
}

/// Kind of slots that limit a user's connections.
const CONNECTIONS: &str = "CONNECTIONS";

/// Stores a connection, if its user has a free slot. The first attempt uses `places` if they are already read.
async fn store(
    state: &State,
    chat_session: &ChatSession,
    ticket: Option<&Ticket>,
    places: Option<Places<ConnectionId>>,
) -> Result<(), Attempt> {
    let user = chat_session.identity.user_id;
    let mut transaction = Transaction::new();
    if let Some(limit) = limit_of(state, chat_session.identity.role) {
        let places = match places {
            Some(places) => places,
            None => Places::of(&state.table, CONNECTIONS, user).await?,
        };
        let places = with_place(state, places, limit).await?;
        // Fails on a concurrent connection of the same user.
        transaction.write(places.take(chat_session.id.clone(), chat_session.expires_at));
    }
    let session = Session::key_of(user, chat_session.session_id);
    transaction.write_or(Write::check(session).when_equals("is_active", true), ApiError::invalid_token());
    transaction.write(Write::put(chat_session));
    transaction.extend(ChatSessionEntry::all_of(chat_session).iter().map(Write::put));
    if let Some(ticket) = ticket {
        transaction.write_or(Write::delete(Ticket::key_of(&ticket.ticket)).when_exists(), ApiError::invalid_token());
    }
    match state.table.commit(transaction).await {
        Err(Rejected::Failed(error)) if error.is_transient() => Err(Attempt::Abort(error.into())),
        written => Ok(written?),
    }
}

/// Maximum number of concurrent connections of a user with this role.
fn limit_of(state: &State, role: Role) -> Option<u64> {
    let limits = &state.config.desk.limits;
    let limit = if role == Role::Visitor { limits.connections_per_visitor } else { limits.connections_per_user };
    (limit > 0).then_some(limit)
}

/// Returns slots of which at least one is free. Silent connections are removed for that: API Gateway may never report
/// their end.
async fn with_place(
    state: &State,
    mut places: Places<ConnectionId>,
    limit: u64,
) -> Result<Places<ConnectionId>, ApiError> {
    if (places.taken.len() as u64) < limit {
        return Ok(places);
    }
    let now = Timestamp::now();
    let others: Vec<ChatSession> =
        state.table.get_all(places.taken.iter().map(ChatSession::key_of), Read::Consistent).await?;
    let is_alive = |chat_session: &ChatSession| chat_session.is_alive_at(now);
    let (alive, silent): (Vec<_>, Vec<_>) = others.into_iter().partition(is_alive);
    join_all(silent.iter().map(|chat_session| forget(state, &chat_session.id))).await;
    let Some(last) = alive.last().filter(|_| alive.len() as u64 >= limit) else {
        places.taken = alive.into_iter().map(|chat_session| chat_session.id).collect();
        return Ok(places);
    };
    Err(throttled(Some(last.identity.user_id), CONNECTIONS, PRESENCE_TIMEOUT.to_std().unwrap_or_default()))
}

async fn find_ticket(table: &Table, ticket: &str) -> Result<Ticket, ApiError> {
    // Anything longer than a ticket could exceed the length of a key.
    if ticket.len() > TICKET_LENGTH {
        return Err(ApiError::invalid_token());
    }
    let ticket: Option<Ticket> = table.get(&Ticket::key_of(ticket), Read::Consistent).await?;
    ticket.filter(|ticket| Timestamp::now() < ticket.expires_at).ok_or_else(ApiError::invalid_token)
}
