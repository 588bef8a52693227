//! Start of a pre-chat.

use chrono::Duration;
use uuid::Uuid;

use super::CHATS_WINDOW;
use crate::{
    ApiError, State,
    address::Address,
    model::PreChat,
    store::Throttle,
    table::{Read, Write},
    time::Timestamp,
};

/// Lifetime of a pre-chat.
const LIFETIME: Duration = Duration::minutes(30);
/// Pre-chats that an address may start for each that it may complete: visitors abandon and reload.
pub const STARTS: u64 = 10;

/// Stores a visitor's first message until they enter their name and address.
///
/// # Errors
/// 429 for an address above the limit.
pub async fn start_chat(state: &State, address: Address, initial_message: String) -> Result<PreChat, ApiError> {
    let limit = state.config.desk.limits.visitor_chats_per_ip.saturating_mul(STARTS);
    Throttle::new(&format!("START_CHAT#{}", address.network()), limit, CHATS_WINDOW).take(&state.table).await?;
    let created_at = Timestamp::now();
    let expires_at = created_at.after(LIFETIME);
    let started = PreChat {
        session_id: Uuid::new_v4(),
        initial_message,
        created_at,
        expires_at,
        ttl: expires_at.unix(),
        completed: None,
    };
    state.table.write(Write::create(&started)).await?;
    Ok(started)
}

/// Reads a pre-chat that can still be completed or was completed.
///
/// # Errors
/// A failed read of the table.
pub async fn find_started(state: &State, session_id: Uuid) -> Result<Option<PreChat>, ApiError> {
    let started: Option<PreChat> = state.table.get(&PreChat::key_of(session_id), Read::Consistent).await?;
    Ok(started.filter(|started| Timestamp::now() < started.expires_at))
}
