//! The request that hands a web push to a push service (RFC 8030).

use serde_json::json;
use url::Url;

use crate::{
    ApiError, config::WebSettings, ids::RoomId, model::PushSubscription, ops::outbound::Post, time::Timestamp,
    views::WebPushView, web_push::VapidKey,
};

/// Seconds for which a push service keeps it for a browser that it can't reach: whoever opens a laptop after lunch still
/// hears of it.
const TTL: u64 = 4 * 60 * 60;

/// Makes the request for one browser.
///
/// # Errors
/// An unusable endpoint or key.
pub(super) fn request(
    web: &WebSettings,
    key: &VapidKey,
    subscription: &PushSubscription,
    view: &WebPushView,
) -> Result<Post, ApiError> {
    let url: Url = subscription.endpoint.parse().map_err(ApiError::internal)?;
    // Apple's push service refuses requests of which it doesn't know whose they are.
    let contact = web.base_url().filter(|_| web.is_secure());
    let authorization = key.authorization(&url.origin().ascii_serialization(), contact, Timestamp::now());
    let headers = vec![
        ("authorization", authorization.map_err(ApiError::internal)?),
        ("content-encoding", "aes128gcm".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
        ("ttl", TTL.to_string()),
        ("topic", topic(view.chat_room_id)),
        ("urgency", "high".to_owned()),
    ];
    let body = subscription.keys.encrypt(json!(view).to_string().into_bytes()).map_err(ApiError::internal)?;
    Ok(Post { url: subscription.endpoint.clone(), headers, body })
}

/// Topic of a room: of what a push service still keeps, the later one about a room replaces the earlier. 32 characters at
/// most.
fn topic(room: RoomId) -> String {
    format!("{:032x}", room.as_u128())
}
