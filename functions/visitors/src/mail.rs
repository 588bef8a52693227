//! The links in mails: `POST /api/chat/resume/` and `POST /api/chat/unsubscribe/{id}/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientDevice, Id, Valid},
    ids::RoomId,
    ops::mail::{self, LinkToken, RESUMES},
    views::Confirmation,
};
use utoipa::ToSchema;

/// A chat that goes on.
#[derive(Serialize, ToSchema)]
pub struct ResumedChat {
    chat_room_id: RoomId,
    /// Token of the visitor, for this room only.
    token: String,
}

/// Resumes a visitor's chat by the link in a mail.
#[utoipa::path(
    post,
    path = "/api/chat/resume",
    responses((status = 403)),
    extensions(("x-limits" = json!([format!("Sign-ins by the links of a mail: {RESUMES} an hour; beyond it 429")]))),
)]
pub async fn resume_chat(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    Valid(LinkToken(token)): Valid<LinkToken>,
) -> Result<Json<ResumedChat>, ApiError> {
    let (chat_room_id, token) = mail::resume_chat(&state, &device, &token).await?;
    Ok(Json(ResumedChat { chat_room_id, token }))
}

/// Ends the mails about a chat; the id is the token of a link in one of them. Mail programs post here on their own
/// (`List-Unsubscribe`, RFC 8058).
#[utoipa::path(post, path = "/api/chat/unsubscribe/{id}")]
pub async fn unsubscribe(
    State(state): State<shared::State>,
    Id(token): Id<String>,
) -> Result<Json<Confirmation>, ApiError> {
    mail::opt_out(&state, &token).await?;
    Ok(Json(Confirmation { message: "You won't get any more emails about this chat." }))
}
