//! `POST /api/users/update_status/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{Fields, Input, Valid},
    model::Presence,
    ops::presence::set_presence,
    views::ChatUserView,
};

/// The caller's presence.
pub struct PresenceChange(Presence);

impl Input for PresenceChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let is_online = fields.boolean("is_online").required()?;
        Some(Self(if is_online { Presence::Online } else { Presence::Offline }))
    }
}

/// Sets the caller's presence, and publishes it to users who share an open room with them.
#[utoipa::path(post, path = "/api/users/update_status")]
pub async fn update_status(
    State(state): State<shared::State>,
    caller: Caller,
    Valid(PresenceChange(presence)): Valid<PresenceChange>,
) -> Result<Json<ChatUserView>, ApiError> {
    let user = set_presence(&state, &caller.identity, presence).await?;
    Ok(Json(ChatUserView::new(&user, (&caller.identity).into(), state.files.links())))
}
