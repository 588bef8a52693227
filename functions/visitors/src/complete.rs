//! `POST /api/chat/complete_chat/`

use axum::extract::State;
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientDevice, Created, Valid},
    ids::{RoomId, UserId},
    ops::visitors::{self, CAPTCHA_TRIES, Guest, Profile},
    time::Timestamp,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// The visitor's room, with the token that opens it.
#[derive(Serialize, ToSchema)]
pub struct CompletedChat {
    /// Always `true`.
    success: bool,
    chat_room_id: RoomId,
    /// Token of the visitor, for this room only.
    token: String,
    user_data: VisitorData,
    /// Name of the visitor.
    user_name: String,
    /// Text for the visitor.
    message: &'static str,
}

/// The visitor, as the original system described them.
#[derive(Serialize, ToSchema)]
struct VisitorData {
    /// Id of the room.
    id: RoomId,
    user_id: UserId,
    email: String,
    full_name: String,
    phone_number: String,
    is_temporary: bool,
    created_at: Timestamp,
    session_id: Uuid,
    chat_room_id: RoomId,
}

/// Creates the room of a pre-chat, with the visitor as its guest.
#[utoipa::path(
    post,
    path = "/api/chat/complete_chat",
    responses((status = 403)),
    extensions(("x-limits" = json!([
        "VISITOR_CHATS_PER_IP",
        format!("Captcha tokens for one pre-chat: {CAPTCHA_TRIES}; beyond it 429"),
    ]))),
)]
pub async fn complete_chat(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    Valid(profile): Valid<Profile>,
) -> Result<Created<CompletedChat>, ApiError> {
    let session_id = profile.session_id;
    let Guest { user, room_id, token } = visitors::complete_chat(&state, &device, profile).await?;
    let user_name = user.full_name();
    let user_data = VisitorData {
        id: room_id,
        user_id: user.id,
        email: user.email,
        full_name: user_name.clone(),
        phone_number: user.phone_number,
        is_temporary: true,
        created_at: user.date_joined,
        session_id,
        chat_room_id: room_id,
    };
    let message = "You are in the queue. An agent will be with you soon.";
    Ok(Created(CompletedChat { success: true, chat_room_id: room_id, token, user_data, user_name, message }))
}
