//! The client of a request, for limits by address.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, header, request::Parts},
};
use lambda_http::request::RequestContext;

use crate::{State, address::Address, config::TrustedProxies, model::Device};

/// The client's address: from API Gateway or, in a server of our own, from the socket; behind `TRUSTED_PROXIES`, as the
/// outermost of them saw it.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub Address);

impl FromRequestParts<State> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(Self(client_address(&parts.headers, &parts.extensions, &state.config.web.trusted_proxies)))
    }
}

/// Address and user agent of a request, as stored in a session.
#[derive(Clone, Debug)]
pub struct ClientDevice(pub Device);

impl FromRequestParts<State> for ClientDevice {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self(Device::new(address, user_agent)))
    }
}

/// Determines the client's address from headers and socket.
pub(super) fn client_address(headers: &HeaderMap, extensions: &Extensions, proxies: &TrustedProxies) -> Address {
    let seen_by_gateway = match extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
        _ => None,
    };
    let seen_by_gateway = seen_by_gateway.and_then(|text| text.parse::<IpAddr>().ok());
    let seen_by_server = || extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let forwarded = Some(forwarded.join(",")).filter(|header| !header.is_empty());
    let peer = seen_by_gateway.or_else(seen_by_server);
    Address(peer.map(|peer| proxies.client(peer, forwarded.as_deref())))
}
