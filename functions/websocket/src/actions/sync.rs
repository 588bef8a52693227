//! `sync`: what the client missed, in as many frames as it takes.

use std::collections::BTreeMap;

use chrono::Duration;
use serde_json::json;
use shared::{
    ApiError, State,
    event::{Event, Frame},
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{
        connections::{caller_once_in, reply},
        notifications::unread_of,
        sync::{self, RoomSync},
    },
};

/// How many rooms can be caught up with at once.
const MAX_ROOMS: usize = 100;
/// How often a connection may catch up.
const INTERVAL: Duration = Duration::seconds(2);
/// How much one frame holds, in bytes. API Gateway takes 128 KiB; the rest is for what is around the events.
const FRAME: usize = 100 * 1024;

/// The rooms that the client has, each with the last event that it has of it.
pub struct SyncRequest(BTreeMap<RoomId, u64>);

impl Input for SyncRequest {
    fn read(fields: &mut Fields) -> Option<Self> {
        let few = || format!("Ensure this field has no more than {MAX_ROOMS} elements.");
        let rooms = fields.object("rooms").nullable().check(|rooms| rooms.len() <= MAX_ROOMS, few).optional()?;
        let read = |(room, seq): (String, serde_json::Value)| Some((room.parse().ok()?, seq.as_u64()?));
        let rooms: Option<BTreeMap<RoomId, u64>> = rooms.unwrap_or_default().into_iter().map(read).collect();
        if rooms.is_none() {
            fields.error("rooms", "Expected room ids with the number of the last event.");
        }
        rooms.map(Self)
    }
}

/// Answers with one `sync`, or with several when the events don't fit into one frame: applied one after the other
/// they are as good as one.
pub async fn sync(state: &State, id: &ConnectionId, SyncRequest(rooms): SyncRequest) -> Result<(), ApiError> {
    let caller = caller_once_in(state, id, "synced_at", INTERVAL).await?;
    let (rooms, unread) =
        tokio::try_join!(sync::sync(state, &caller, rooms), unread_of(&state.table, caller.identity.user_id),)?;
    for part in in_frames(rooms) {
        let data = json!({"rooms": part, "notifications_unread": unread});
        reply(state, id, &Event::answer("sync", None, data).to_frame()).await;
    }
    Ok(())
}

/// Cuts rooms into parts that fit a frame each. A room that is cut goes on in the next frame, and says in each how far
/// it has come.
fn in_frames(rooms: Vec<RoomSync>) -> Vec<Vec<RoomSync>> {
    let mut frames = vec![Vec::new()];
    let mut free = FRAME;
    for mut room in rooms {
        while let Some(fitting) = how_many_fit(&room.events, free) {
            let later = room.events.split_off(fitting);
            if let Some(last_seq) = room.events.last().and_then(|event| event.seq) {
                push(&mut frames, RoomSync { last_seq, goes_on: false, ..room.clone() });
            }
            room.events = later;
            frames.push(Vec::new());
            free = FRAME;
        }
        free -= room.events.iter().map(size).sum::<usize>().min(free);
        push(&mut frames, room);
    }
    frames
}

fn push(frames: &mut [Vec<RoomSync>], part: RoomSync) {
    if let Some(frame) = frames.last_mut() {
        frame.push(part);
    }
}

/// How many of these events go into a frame with so much left; `None` if all do. A whole frame takes one at least.
fn how_many_fit(events: &[Frame], free: usize) -> Option<usize> {
    let ends = events.iter().scan(0, |end, event| {
        *end += size(event);
        Some(*end)
    });
    let fitting = ends.take_while(|&end| end <= free).count();
    let fitting = if free == FRAME { fitting.max(1) } else { fitting };
    (fitting < events.len()).then_some(fitting)
}

fn size(event: &Frame) -> usize {
    event.to_text().len()
}
