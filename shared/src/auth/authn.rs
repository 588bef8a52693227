//! Authentication that an operation carries out itself: in the same round trip as its own first read.

use super::{Caller, Credentials, caller_of};
use crate::{
    ApiError, State,
    ids::{ConnectionId, RoomId},
    model::Head,
    spans,
    store::{LogTail, Lookback, find_head, head_now},
    table::Read,
};

/// Proof of who calls, verified as far as that needs no table.
#[derive(Clone, Debug)]
pub enum Authn {
    /// Token or cookie of a request, whose session is still to be checked.
    Request(Credentials),
    /// Connection that a frame came from, still to be looked up.
    Frame(ConnectionId),
    /// Caller whose session was checked or has just begun.
    Checked(Caller),
}

impl Authn {
    /// Authenticates the caller by at most one consistent read.
    ///
    /// # Errors
    /// 401 for a session or connection that has ended; 429 for a user who sends too many frames.
    pub async fn caller(self, state: &State) -> Result<Caller, ApiError> {
        match self {
            Self::Request(credentials) => credentials.authenticate(&state.table).await,
            Self::Frame(connection) => caller_of(state, &connection).await,
            Self::Checked(caller) => Ok(caller),
        }
    }

    /// Connection of a frame.
    pub fn connection(&self) -> Option<&ConnectionId> {
        match self {
            Self::Frame(connection) => Some(connection),
            Self::Request(_) | Self::Checked(_) => None,
        }
    }
}

impl From<Credentials> for Authn {
    fn from(credentials: Credentials) -> Self {
        Self::Request(credentials)
    }
}

impl From<&ConnectionId> for Authn {
    fn from(connection: &ConnectionId) -> Self {
        Self::Frame(connection.clone())
    }
}

impl From<Caller> for Authn {
    fn from(caller: Caller) -> Self {
        Self::Checked(caller)
    }
}

/// Authenticates the caller and reads the head of a room, in one round trip. The head may lag some milliseconds.
///
/// # Errors
/// 401 as [`Authn::caller`]; 404 for an unknown room, or one that the caller may not see.
pub async fn open_head(state: &State, authn: impl Into<Authn>, room_id: RoomId) -> Result<(Caller, Head), ApiError> {
    spans::record_room(room_id);
    let head = find_head(&state.table, room_id, Read::Eventual);
    let (caller, head) = tokio::join!(authn.into().caller(state), head);
    let caller = caller?;
    // A room created a moment ago may be missing from an eventually consistent read.
    let head = match head? {
        Some(head) => head,
        None => head_now(&state.table, room_id).await?,
    };
    if head.is_visible_to(&caller.identity) { Ok((caller, head)) } else { Err(ApiError::NotFound) }
}

/// Authenticates the caller and reads the end of a room's log, in one round trip.
///
/// # Errors
/// As [`open_head`].
pub async fn open_tail(
    state: &State,
    authn: Authn,
    room_id: RoomId,
    lookback: Lookback,
) -> Result<(Caller, LogTail), ApiError> {
    spans::record_room(room_id);
    let (caller, tail) = tokio::join!(authn.caller(state), LogTail::read(&state.table, room_id, lookback));
    let (caller, tail) = (caller?, tail?);
    if tail.head.is_visible_to(&caller.identity) { Ok((caller, tail)) } else { Err(ApiError::NotFound) }
}
