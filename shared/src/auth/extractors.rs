//! Extractors of the caller, which restrict a route to certain users.

use axum::{extract::FromRequestParts, http::request::Parts};

use super::{AnyCredentials, Caller, Credentials};
use crate::{ApiError, State, error::NOT_AUTHENTICATED, model::Role, security::SecurityEvent, views::Reader};

impl FromRequestParts<State> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        Credentials::from_request_parts(parts, state).await?.authenticate(&state.table).await
    }
}

/// A signed-in user or a visitor.
#[derive(Clone, Debug)]
pub struct Participant(pub Caller);

impl FromRequestParts<State> for Participant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let AnyCredentials(credentials) = AnyCredentials::from_request_parts(parts, state).await?;
        credentials.authenticate(&state.table).await.map(Self)
    }
}

/// Anyone: whoever sends credentials is who they say, and nobody has to send any.
#[derive(Clone, Debug)]
pub struct Anyone(Option<Caller>);

impl Anyone {
    /// As whom they read.
    pub fn reader(&self) -> Reader {
        self.0.as_ref().map_or(Reader::Customer, |caller| (&caller.identity).into())
    }
}

impl FromRequestParts<State> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        match Participant::from_request_parts(parts, state).await {
            Ok(Participant(caller)) => Ok(Self(Some(caller))),
            Err(error) if error.code() == NOT_AUTHENTICATED => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
}

/// A visitor.
#[derive(Clone, Debug)]
pub struct Visitor(pub Caller);

impl FromRequestParts<State> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        let Participant(caller) = Participant::from_request_parts(parts, state).await?;
        if caller.identity.role == Role::Visitor { Ok(Self(caller)) } else { Err(ApiError::forbidden()) }
    }
}

/// An agent or an admin.
#[derive(Clone, Debug)]
pub struct Staff(pub Caller);

impl FromRequestParts<State> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        only(parts, state, Caller::is_staff).await.map(Self)
    }
}

/// An admin.
#[derive(Clone, Debug)]
pub struct Admin(pub Caller);

impl FromRequestParts<State> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, ApiError> {
        only(parts, state, Caller::is_admin).await.map(Self)
    }
}

/// Authenticates the caller and checks their permission; a refusal is logged.
async fn only(parts: &mut Parts, state: &State, is_allowed: fn(&Caller) -> bool) -> Result<Caller, ApiError> {
    let caller = staff_route(Caller::from_request_parts(parts, state).await)?;
    if is_allowed(&caller) {
        return Ok(caller);
    }
    SecurityEvent::StaffOnlyRefused.log(Some(caller.identity.user_id), caller.identity.role.as_str());
    Err(ApiError::forbidden())
}

/// Logs an unauthenticated request to a route for staff.
pub(super) fn staff_route(caller: Result<Caller, ApiError>) -> Result<Caller, ApiError> {
    caller.inspect_err(|error| {
        if error.status().is_client_error() {
            SecurityEvent::StaffOnlyRefused.log(None, error.code());
        }
    })
}
