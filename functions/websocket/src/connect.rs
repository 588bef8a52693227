//! `$connect`: opens a connection with a ticket or a token in the query string.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use http::StatusCode;
use shared::{
    ApiError, State,
    address::Address,
    http::may_connect,
    ids::ConnectionId,
    model::Device,
    ops::chat_sessions::{self, Opening},
    security::SecurityEvent,
};

/// Returns the status of the handshake: 200; 401 without a valid ticket or token; 403 for a page of another site;
/// 429 for too many connections; 5xx if the check fails.
pub async fn connect(state: &State, id: ConnectionId, event: &ApiGatewayWebsocketProxyRequest) -> StatusCode {
    match try_to_connect(state, id, event).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            error.log();
            error.status()
        }
    }
}

async fn try_to_connect(
    state: &State,
    id: ConnectionId,
    event: &ApiGatewayWebsocketProxyRequest,
) -> Result<(), ApiError> {
    let origin = event.headers.get("origin").map(|origin| origin.to_str().unwrap_or("null"));
    if origin.is_some_and(|origin| !may_connect(origin, &event.headers, &state.config.web)) {
        SecurityEvent::OriginRefused.log(None, "connect");
        return Err(ApiError::forbidden());
    }
    let parameter = |name| event.query_string_parameters.first(name).map(str::to_owned);
    let opening = parameter("ticket").map(Opening::Ticket).or_else(|| parameter("token").map(Opening::Token));
    let opening = opening.ok_or_else(ApiError::not_authenticated)?;
    chat_sessions::open(state, id, opening, device(state, event)).await
}

/// Address and user agent of the client.
fn device(state: &State, event: &ApiGatewayWebsocketProxyRequest) -> Device {
    let header = |name: &str| event.headers.get(name).and_then(|value| value.to_str().ok());
    Device::new(client_address(state, event), header("user-agent"))
}

/// The client's address, from the gateway or the trusted proxies in front of it.
pub fn client_address(state: &State, event: &ApiGatewayWebsocketProxyRequest) -> Address {
    let peer = event.request_context.identity.source_ip.as_deref().and_then(|text| text.parse().ok());
    let forwarded = event.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    Address(peer.map(|peer| state.config.web.trusted_proxies.client(peer, forwarded)))
}
