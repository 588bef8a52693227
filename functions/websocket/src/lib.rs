//! The WebSocket API: connect, frames, disconnect.
//!
//! API Gateway holds the connections and invokes this function for each event. Frames are answered by posting to the
//! connection, not by the function's response, so that clients receive answers and pushes in the same way.

mod actions;
mod connect;
mod error_frame;
mod frame;

use aws_lambda_events::apigw::{ApiGatewayProxyResponse, ApiGatewayWebsocketProxyRequest};
use http::StatusCode;
use shared::{State, answered, event, ids::ConnectionId, openapi::Frames, ops::publish, spans};
use tokio::time::Instant;
use tracing::Instrument;

/// Handles one event of the WebSocket API. The status of the response decides on a connect; for other events it is
/// always 200, because clients can't see it.
pub async fn handle(state: &State, event: ApiGatewayWebsocketProxyRequest) -> ApiGatewayProxyResponse {
    let context = &event.request_context;
    let id = ConnectionId(context.connection_id.clone().unwrap_or_default());
    let request_id = context.request_id.clone().unwrap_or_default();
    let event_type = context.event_type.clone().unwrap_or_default();
    let address = connect::client_address(state, &event);
    let span = spans::event(&request_id, &event_type, &id, &address);
    async {
        let began = Instant::now();
        let status = match event_type.as_str() {
            "CONNECT" => connect::connect(state, id, &event).await,
            "DISCONNECT" => {
                publish::forget(state, &id).await;
                StatusCode::OK
            }
            _ => frame::answer(state, &id, event.body.as_deref().unwrap_or_default()).await,
        };
        answered::log(status, began.elapsed());
        let mut response = ApiGatewayProxyResponse::default();
        response.status_code = if event_type == "CONNECT" { status.as_u16().into() } else { 200 };
        response
    }
    .instrument(span)
    .await
}

/// Describes the frames in both directions, for the API's document.
pub fn frames() -> Frames {
    let limits = ["CONNECTIONS_PER_USER", "CONNECTIONS_PER_VISITOR"].map(str::to_owned).into();
    let mut frames = Frames { limits, ..Frames::default() };
    actions::describe_all(&mut frames);
    event::describe_all(&mut frames);
    error_frame::ErrorFrame::describe(&mut frames);
    frames
}
