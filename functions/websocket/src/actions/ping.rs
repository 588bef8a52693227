//! `ping`: keeps its sender online, and tells how far their open rooms are and those that the client asks for, and how
//! far each side has read in them, so that a push that was lost shows within one heartbeat.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{
    ApiError, State,
    auth::Credentials,
    event::Event,
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{
        connections::{caller_of, reply},
        presence::heartbeat,
        sync::{heads, positions},
    },
    time::Timestamp,
};

/// How many rooms one ping can ask for: what one read of the table takes.
const MAX_ROOMS: usize = 100;

/// The rooms that a client wants to know of beside its own that are open.
pub struct Ping {
    rooms: Vec<RoomId>,
}

impl Input for Ping {
    fn read(fields: &mut Fields) -> Option<Self> {
        let few = || format!("Ensure this field has no more than {MAX_ROOMS} elements.");
        let rooms = fields.texts("rooms").nullable().check(|rooms| rooms.len() <= MAX_ROOMS, few).or(Vec::new())?;
        let rooms: Result<Vec<RoomId>, _> = rooms.iter().map(|room| room.parse()).collect();
        if rooms.is_err() {
            fields.error("rooms", "Must be a valid UUID.");
        }
        Some(Self { rooms: rooms.ok()? })
    }
}

/// Answers with `pong`. Here a connection whose session has ended without it – a function may have died between the
/// two – is found out.
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
