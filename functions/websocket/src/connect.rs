//! `$connect`: a ticket or a token in the query string opens the connection.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use shared::{
    State,
    ids::ConnectionId,
    ops::connections::{self, Opening},
};

/// The HTTP status of the handshake: 200, 401 when there is no ticket or token that holds, 5xx when that can't be
/// said.
pub async fn connect(state: &State, id: ConnectionId, event: &ApiGatewayWebsocketProxyRequest) -> i64 {
    let parameter = |name| event.query_string_parameters.first(name).map(str::to_owned);
    let opening = parameter("ticket").map(Opening::Ticket).or_else(|| parameter("token").map(Opening::Token));
    let Some(opening) = opening else { return 401 };
    match connections::open(state, id, opening).await {
        Ok(()) => 200,
        Err(error) => {
            error.log();
            error.status().as_u16().into()
        }
    }
}
