//! Subscribing to web push, and ending it.

use chrono::Duration;

use super::subscriptions::live_of;
use crate::{
    ApiError, State,
    auth::Caller,
    http::{Fields, Input},
    ids::{PushSubscriptionId, UserId},
    model::PushSubscription,
    ops::outbound,
    store::Throttle,
    table::Write,
    web_push::ReceiverKeys,
};

/// Requests of one user to subscribe, in an hour: a page makes one each time that it opens.
pub const SUBSCRIBE_REQUESTS: u64 = 120;
const SUBSCRIBE_WINDOW: Duration = Duration::hours(1);

/// Longest endpoint, in characters; those of browsers are much shorter.
const ENDPOINT_LIMIT: usize = 1_000;
/// Longest text of a key, in characters.
const KEY_LIMIT: usize = 100;

/// A subscription as a browser makes it: `PushSubscription.toJSON()`.
#[derive(Clone, Debug)]
pub struct NewPushSubscription {
    endpoint: String,
    keys: ReceiverKeys,
}

impl Input for NewPushSubscription {
    fn read(fields: &mut Fields) -> Option<Self> {
        let endpoint = fields.line("endpoint").means("URL of the browser's push service.");
        let endpoint = endpoint.filled().max(ENDPOINT_LIMIT).required();
        fields.require(&["keys"]);
        let keys = fields.group("keys", read_keys);
        Some(Self { endpoint: endpoint?, keys: keys?? })
    }
}

fn read_keys(fields: &mut Fields) -> Option<ReceiverKeys> {
    let is_public_key = |text: &String| ReceiverKeys::is_public_key(text);
    let p256dh =
        fields.line("p256dh").means("Public key of the browser: a point of P-256 in base64url.").max(KEY_LIMIT);
    let p256dh = p256dh.check(is_public_key, || "Enter a public key on P-256 in base64url.".into()).required();
    let is_auth_secret = |text: &String| ReceiverKeys::is_auth_secret(text);
    let auth = fields.line("auth").means("Secret of the browser: 16 bytes in base64url.").max(KEY_LIMIT);
    let auth = auth.check(is_auth_secret, || "Enter 16 bytes in base64url.".into()).required();
    Some(ReceiverKeys { p256dh: p256dh?, auth: auth? })
}

/// Subscribes the caller's browser, for as long as they stay signed in there; gives the subscription, and `true` if it is
/// a new one.
///
/// # Errors
/// 400 for an address that isn't allowed, and above the limit of subscriptions; 429 after too many requests.
pub async fn subscribe(
    state: &State,
    caller: &Caller,
    NewPushSubscription { endpoint, keys }: NewPushSubscription,
) -> Result<(PushSubscription, bool), ApiError> {
    let desk = &state.config.desk;
    if let Some(problem) = outbound::problem("The endpoint", &endpoint, desk.webhook_private_addresses) {
        return Err(ApiError::field("endpoint", problem));
    }
    let requests = format!("PUSH_SUBSCRIBE#{}", caller.identity.user_id);
    Throttle::new(&requests, SUBSCRIBE_REQUESTS, SUBSCRIBE_WINDOW).take(&state.table).await?;
    let user = (caller.identity.user_id, caller.is_staff(), caller.session_id);
    let subscription = PushSubscription::new(user, endpoint, keys);
    let others = live_of(&state.table, caller.identity.user_id).await?;
    let is_new = others.iter().all(|(other, _)| other.id != subscription.id);
    let limit = desk.limits.push_subscriptions;
    // Simultaneous requests may exceed it by a few: each user has no more than a burst of them.
    if is_new && limit > 0 && others.len() as u64 >= limit {
        return Err(ApiError::invalid(format!("You can get push notifications in up to {limit} browsers.")));
    }
    state.table.write(Write::put(&subscription)).await?;
    Ok((subscription, is_new))
}

/// Ends one of a user's subscriptions.
///
/// # Errors
/// 404 for one that the user doesn't have.
pub async fn unsubscribe(state: &State, user: UserId, id: PushSubscriptionId) -> Result<(), ApiError> {
    let removed = state.table.write_if(Write::delete(PushSubscription::key_of(user, id)).when_exists()).await?;
    if removed { Ok(()) } else { Err(ApiError::NotFound) }
}
