//! Spans of requests and frames: the fields that every log line of one has. Those that are known only later are
//! recorded where they are found out.
//!
//! The spans have the highest level, so that a filter such as `warn` leaves errors their request id.

use tracing::{Span, error_span, field::Empty};

use crate::{
    address::Address,
    ids::{ConnectionId, RoomId, UserId},
};

/// Creates the span of a request. Its query string is left out: it may contain a token. `client_id` is the request id
/// that the client sent.
pub fn request(request_id: &str, client_id: Option<&str>, method: &str, path: &str, address: &Address) -> Span {
    let (route, user_id, role, room_id) = (Empty, Empty, Empty, Empty);
    error_span!("request", request_id, client_id, method, path, %address, route, user_id, role, room_id)
}

/// Creates the span of an event of the WebSocket API: a connection that opens or closes, or a frame.
pub fn event(request_id: &str, event_type: &str, connection: &ConnectionId, address: &Address) -> Span {
    let (action, user_id, role, room_id) = (Empty, Empty, Empty, Empty);
    error_span!("event", request_id, event_type, %connection, %address, action, user_id, role, room_id)
}

/// Records the route of the current request, such as `/api/chat-rooms/{id}`.
pub fn record_route(route: &str) {
    Span::current().record("route", route);
}

/// Records the action of the current frame, which must be one of ours.
pub fn record_action(action: &str) {
    Span::current().record("action", action);
}

/// Records the authenticated user of the current request or frame.
pub fn record_user(user: UserId, role: &str) {
    Span::current().record("user_id", user.0).record("role", role);
}

/// Records the room that the current request or frame is about.
pub fn record_room(room: RoomId) {
    Span::current().record("room_id", tracing::field::display(room));
}
