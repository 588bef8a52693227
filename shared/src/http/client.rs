//! Where a request comes from, for what is limited by address.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

/// The longest address, in characters: an IPv6 one with its zone.
const LONGEST: usize = 64;

/// The client's address as API Gateway saw it: the last entry of `X-Forwarded-For`, which the gateway appends itself.
/// Entries before it are the client's own word.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
        Ok(Self(last.unwrap_or("unknown").trim().chars().take(LONGEST).collect()))
    }
}
