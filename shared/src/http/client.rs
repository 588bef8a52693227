//! Where a request comes from, for what is limited by address.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};
use lambda_http::request::RequestContext;

/// The client's address: as API Gateway saw it or, where a server of our own listens, the socket's. What a client says
/// of itself in `X-Forwarded-For` is not asked.
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let seen_by_gateway = match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
            _ => None,
        };
        let seen_by_server = || Some(parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip().to_string());
        Ok(Self(seen_by_gateway.or_else(seen_by_server).unwrap_or_else(|| "unknown".into())))
    }
}
