//! `POST /api/chat/complete_chat/`

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};
use shared::{
    ApiError,
    http::{ClientDevice, Valid},
    ops::visitors::{self, Guest, Profile},
};

/// Creates the room of a pre-chat, with the visitor as its guest.
pub async fn complete_chat(
    State(state): State<shared::State>,
    ClientDevice(device): ClientDevice,
    Valid(profile): Valid<Profile>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let (session_id, token) = (profile.session_id, profile.captcha_token.clone());
    let captcha = state.captcha.check(state.config.desk.captcha.as_ref(), token.as_deref(), device.address);
    let Guest { user, room_id, token } = visitors::complete_chat(&state, &device, profile, captcha).await?;
    let body = json!({
        "success": true,
        "chat_room_id": room_id,
        "token": token,
        "user_data": {
            "id": room_id,
            "user_id": user.id,
            "email": user.email,
            "full_name": user.full_name(),
            "phone_number": user.phone_number,
            "is_temporary": true,
            "created_at": user.date_joined,
            "session_id": session_id,
            "chat_room_id": room_id,
        },
        "user_name": user.full_name(),
        "message": "You are in the queue. An agent will be with you soon.",
    });
    Ok((StatusCode::CREATED, Json(body)))
}
