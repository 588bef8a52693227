//! `POST /api/chat/start_chat/` and `POST /api/chat/validate_session/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    http::{ClientAddress, Fields, Input, Valid},
    ops::{
        anonymous::ATTEMPTS_PER_CHAT,
        visitors::{FirstMessage, find_started, start_chat as start},
    },
    time::Timestamp,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// A pre-chat, to be completed.
#[derive(Serialize, ToSchema)]
pub struct StartedChat {
    /// Always `true`.
    success: bool,
    session_id: Uuid,
    /// Always `complete_profile`.
    next_step: &'static str,
    /// Text for the visitor.
    message: &'static str,
    /// Time until it expires, in seconds.
    expires_in: i64,
}

/// Validity of a pre-chat: it exists and isn't completed.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Validity {
    /// It exists.
    Valid {
        /// `true`.
        valid: bool,
        /// `true` with a first message.
        has_message: bool,
        created_at: Timestamp,
    },
    /// It is unknown, expired or completed.
    Invalid {
        /// `false`.
        valid: bool,
        /// Text for the visitor.
        message: &'static str,
    },
}

/// Id of a pre-chat.
pub struct PreChatId(Uuid);

impl Input for PreChatId {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("session_id").required().map(Self)
    }
}

/// Stores a first message as a pre-chat, until the visitor completes it.
#[utoipa::path(
    post,
    path = "/api/chat/start_chat",
    extensions(("x-limits" = json!([format!("VISITOR_CHATS_PER_IP, and {ATTEMPTS_PER_CHAT} times as many first messages")]))),
)]
pub async fn start_chat(
    State(state): State<shared::State>,
    ClientAddress(address): ClientAddress,
    Valid(first): Valid<FirstMessage>,
) -> Result<Json<StartedChat>, ApiError> {
    let started = start(&state, address, first).await?;
    Ok(Json(StartedChat {
        success: true,
        session_id: started.session_id,
        next_step: "complete_profile",
        message: "Please enter your details to continue.",
        expires_in: started.expires_at.unix() - started.created_at.unix(),
    }))
}

/// Checks that a pre-chat exists and is not completed.
#[utoipa::path(post, path = "/api/chat/validate_session")]
pub async fn validate_session(
    State(state): State<shared::State>,
    Valid(PreChatId(session_id)): Valid<PreChatId>,
) -> Result<Json<Validity>, ApiError> {
    let started = find_started(&state, session_id).await?.filter(|started| started.completed.is_none());
    Ok(Json(match started {
        Some(started) => Validity::Valid {
            valid: true,
            has_message: !started.initial_message.is_empty(),
            created_at: started.created_at,
        },
        None => Validity::Invalid { valid: false, message: "This chat has expired." },
    }))
}
