//! `ping`: keeps its sender online. The answer contains the last event and the reading positions of the sender's open
//! rooms and of the requested ones, so that a lost push is noticed within one heartbeat. It comes in several frames if
//! the rooms are more than one can carry.

use std::collections::BTreeMap;

use super::Action;
use serde::Serialize;
use shared::{
    ApiError, State,
    auth::{Credentials, caller_of},
    event::{Event, EventData, Scope},
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    model::Head,
    ops::{presence::heartbeat, publish::reply, sync::heads},
    time::Timestamp,
    views::ReadingPositions,
};
use utoipa::ToSchema;

/// Most rooms in one frame. A room takes 210 bytes, 260 with the largest numbers; API Gateway posts 128 KiB.
const ROOMS_PER_FRAME: usize = 400;

/// Requested rooms, in addition to the client's own open rooms.
pub struct Ping {
    rooms: Vec<RoomId>,
}

impl Input for Ping {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuids("rooms").nullable().or(Vec::new()).map(|rooms| Self { rooms })
    }
}

/// The present state of rooms: the sender's open ones, and those that it asked for and may see. Many rooms come in
/// several frames, each room in one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pong {
    /// The server's clock.
    time: Timestamp,
    /// Last event of each room: one that is ahead of the client's shows that a push was lost.
    heads: BTreeMap<RoomId, u64>,
    /// Reading positions of each room.
    read: BTreeMap<RoomId, ReadingPositions>,
}

impl EventData for Pong {
    const TYPE: &'static str = "pong";
    const SCOPE: Scope = Scope::System;
    const RECIPIENTS: &'static str = "The connection that sent `ping`";
}

impl Action for Ping {
    const NAME: &'static str = "ping";
    const SUMMARY: &'static str =
        "Keeps the sender online, and asks for the last events of rooms; to be sent every 30 s";
    const ANSWER: &'static str = "`pong`, one or more frames";

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        ping(state, id, self).await
    }
}

/// Answers with `pong`, or with several if the rooms don't fit into one. Also detects a connection that outlived its
/// session, because a function may fail between ending the session and closing its connections.
async fn ping(state: &State, id: &ConnectionId, ping: Ping) -> Result<(), ApiError> {
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
    for heads in split_into_frames(&heads?) {
        reply(state, id, &Event::new(None, Pong::from(heads)).to_frame()).await;
    }
    Ok(())
}

/// Splits the rooms into frames: one without rooms shows that the connection lives.
fn split_into_frames(heads: &[Head]) -> impl Iterator<Item = &[Head]> {
    heads.chunks(ROOMS_PER_FRAME).chain(heads.is_empty().then_some(heads))
}

impl From<&[Head]> for Pong {
    fn from(heads: &[Head]) -> Self {
        Self {
            time: Timestamp::now(),
            heads: heads.iter().map(|head| (head.room_id, head.seq)).collect(),
            read: heads.iter().map(|head| (head.room_id, head.into())).collect(),
        }
    }
}
