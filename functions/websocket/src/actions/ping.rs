//! `ping`: keeps its sender online. The answer contains the last event and the reading positions of the sender's open
//! rooms and of the requested ones, so that a lost push is noticed within one heartbeat.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{
    ApiError, State,
    auth::{Credentials, caller_of},
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{
        presence::heartbeat,
        publish::reply,
        sync::{heads, positions},
    },
    time::Timestamp,
};

/// Maximum number of rooms in one ping: the limit of one batch read of the table.
const MAX_ROOMS: usize = 100;

/// Requested rooms, in addition to the client's own open rooms.
pub struct Ping {
    rooms: Vec<RoomId>,
}

impl Input for Ping {
    fn read(fields: &mut Fields) -> Option<Self> {
        let rooms = fields.texts("rooms").nullable().max_items(MAX_ROOMS).or(Vec::new())?;
        let rooms: Result<Vec<RoomId>, _> = rooms.iter().map(|room| room.parse()).collect();
        if rooms.is_err() {
            fields.error("rooms", "Must be a valid UUID.");
        }
        Some(Self { rooms: rooms.ok()? })
    }
}

/// Answers with `pong`. Also detects a connection that outlived its session, because a function may fail between ending
/// the session and closing its connections.
pub async fn ping(state: &State, id: &ConnectionId, ping: Ping) -> Result<(), ApiError> {
    let caller = caller_of(state, id).await?;
    let (user_id, session_id, expires_at) = (caller.identity.user_id, caller.session_id, caller.expires_at);
    let session = Credentials { user_id, session_id, expires_at, is_visitor: false };
    let (session, heads, beat) = tokio::join!(
        session.authenticate(&state.table),
        heads(state, &caller, ping.rooms),
        heartbeat(state, &caller.identity),
    );
    session?;
    beat?;
    let heads = heads?;
    let last_seqs: BTreeMap<RoomId, u64> = heads.iter().map(|head| (head.room_id, head.seq)).collect();
    let read: BTreeMap<RoomId, Value> = heads.iter().map(|head| (head.room_id, positions(head))).collect();
    let data = json!({"time": Timestamp::now(), "heads": last_seqs, "read": read});
    reply(state, id, &Event::answer("pong", None, data).to_frame()).await;
    Ok(())
}
