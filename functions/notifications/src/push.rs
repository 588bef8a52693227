//! `GET /api/push-key/`, `POST /api/push-subscriptions/` and `DELETE /api/push-subscriptions/{id}/`

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Participant,
    http::{CreatedOnce, Id, Valid},
    ids::PushSubscriptionId,
    ops::web_push::{self, NewPushSubscription, SUBSCRIBE_REQUESTS},
    store::push_key,
    views::{PushKeyView, PushSubscriptionView},
};

/// Returns the key for which a browser subscribes to web push. It stays the same as long as the desk.
#[utoipa::path(get, path = "/api/push-key")]
pub async fn get_push_key(State(state): State<shared::State>, _: Participant) -> Result<Json<PushKeyView>, ApiError> {
    Ok(Json(PushKeyView { public_key: push_key(&state.table).await?.public() }))
}

/// Subscribes a browser to web push, until its user signs out there. While the user has no connection, the browser is told
/// of messages, and that of an agent also of chats that wait or were given to them: its service worker gets JSON with
/// `notification_type`, `title`, `message`, `chat_room_id` and `url`. Send it again whenever a page opens: a push service
/// may give the browser another endpoint or other keys, and after 90 days without that the subscription ends.
#[utoipa::path(
    post,
    path = "/api/push-subscriptions",
    extensions(("x-limits" = json!([
        "PUSH_SUBSCRIPTIONS".to_owned(),
        format!("Requests of a user: {SUBSCRIBE_REQUESTS} an hour; beyond it 429"),
    ]))),
)]
pub async fn create_push_subscription(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Valid(new): Valid<NewPushSubscription>,
) -> Result<CreatedOnce<PushSubscriptionView>, ApiError> {
    let (subscription, is_new) = web_push::subscribe(&state, &caller, new).await?;
    Ok(CreatedOnce { is_new, created: (&subscription).into() })
}

/// Ends one of the caller's subscriptions to web push.
#[utoipa::path(delete, path = "/api/push-subscriptions/{id}")]
pub async fn remove_push_subscription(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<PushSubscriptionId>,
) -> Result<NoContent, ApiError> {
    web_push::unsubscribe(&state, caller.identity.user_id, id).await?;
    Ok(NoContent)
}
