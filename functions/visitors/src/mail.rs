//! The links in mails: `POST /api/chat/resume/` and `POST /api/chat/unsubscribe/{id}/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientDevice, Fields, Id, Input, Valid},
    ids::RoomId,
    ops::mail::{self, RESUMES},
    views::Confirmation,
};
use utoipa::ToSchema;

/// Longest token of a link, in characters.
const TOKEN_LIMIT: usize = 200;

/// Link in a mail.
pub struct Link {
    token: String,
}

impl Input for Link {
    fn read(fields: &mut Fields) -> Option<Self> {
        let token = fields.line("token").means("Token of the link in a mail.").filled().max(TOKEN_LIMIT).required();
        Some(Self { token: token? })
    }
}

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
    extensions(("x-limits" = json!([format!("Sign-ins by the links of a mail: {RESUMES} an hour; beyond it 429")]))),
)]
pub async fn resume_chat(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    Valid(link): Valid<Link>,
) -> Result<Json<ResumedChat>, ApiError> {
    let (chat_room_id, token) = mail::resume_chat(&state, &device, &link.token).await?;
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
