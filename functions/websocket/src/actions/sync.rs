//! `sync`: missed events, in one or more frames.

use std::collections::BTreeMap;

use super::{Action, FRAMES_LIMIT};
use chrono::Duration;
use serde::Serialize;
use serde_json::json;
use shared::{
    ApiError, State,
    auth::caller_once_in,
    event::{Event, EventData, Frame, Scope},
    http::{Fields, Input},
    ids::{ConnectionId, RoomId},
    ops::{
        notifications::unread_of,
        publish::reply,
        sync::{self, ROOM_BYTES, RoomSync},
    },
};
use utoipa::ToSchema;

/// Maximum number of rooms in one `sync`.
const MAX_ROOMS: usize = 100;
/// Interval at which a connection may send `sync`.
const SYNC_INTERVAL: Duration = Duration::seconds(2);
/// Maximum size of the rooms in one frame, in bytes. API Gateway posts 128 KiB; the rest is for the envelope.
const MAX_FRAME_BYTES: usize = 100 * 1024;

/// The client's rooms, each with the last event that it has.
pub struct SyncRequest(BTreeMap<RoomId, u64>);

impl Input for SyncRequest {
    fn read(fields: &mut Fields) -> Option<Self> {
        let rooms = fields.object("rooms").nullable().max_entries(MAX_ROOMS);
        let rooms = rooms.entries_of(json!({"format": "uuid"}), json!({"type": "integer", "minimum": 0}));
        let read = |(room, seq): (String, serde_json::Value)| Some((room.parse().ok()?, seq.as_u64()?));
        let refusal = || "Expected room ids with the number of the last event.".to_owned();
        let rooms = rooms.parse(|rooms| rooms.into_iter().map(read).collect::<Option<_>>().ok_or_else(refusal));
        rooms.optional().map(|rooms| Self(rooms.unwrap_or_default()))
    }
}

/// Missed events of rooms. More than fit into one frame come in several: applied in order they are equivalent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sync {
    /// The rooms that were asked for, as far as they are visible.
    rooms: Vec<RoomSync>,
    /// Number of unread notifications.
    notifications_unread: u64,
}

impl EventData for Sync {
    const TYPE: &'static str = "sync";
    const SCOPE: Scope = Scope::System;
    const RECIPIENTS: &'static str = "The connection that sent `sync`";
}

impl Action for SyncRequest {
    const NAME: &'static str = "sync";
    const SUMMARY: &'static str = "Asks for the events that the client has missed";
    const ANSWER: &'static str = "`sync`, one or more frames";

    fn limits() -> Vec<String> {
        let seconds = SYNC_INTERVAL.num_seconds();
        vec![
            format!("One per connection in {seconds} s; beyond it the error `throttled`"),
            format!("{MAX_ROOMS} rooms; beyond it the error `invalid`"),
            format!("{} events of a room; beyond it `reset`: the room is to be loaded anew", sync::MAX_GAP),
            FRAMES_LIMIT.to_owned(),
        ]
    }

    async fn act(self, state: &State, id: &ConnectionId) -> Result<(), ApiError> {
        answer(state, id, self).await
    }
}

/// Answers with one `sync`, or with several if the events don't fit into one frame: applied in order they are
/// equivalent.
async fn answer(state: &State, id: &ConnectionId, SyncRequest(rooms): SyncRequest) -> Result<(), ApiError> {
    let caller = caller_once_in(state, id, "synced_at", SYNC_INTERVAL).await?;
    let (rooms, unread) =
        tokio::try_join!(sync::sync(state, &caller, rooms), unread_of(&state.table, caller.identity.user_id),)?;
    for rooms in split_into_frames(rooms) {
        reply(state, id, &Event::new(None, Sync { rooms, notifications_unread: unread }).to_frame()).await;
    }
    Ok(())
}

/// Splits rooms into frames. A room that doesn't fit continues in the next frame, and has its last event in each.
fn split_into_frames(rooms: Vec<RoomSync>) -> Vec<Vec<RoomSync>> {
    let mut frames = vec![Vec::new()];
    let mut free = MAX_FRAME_BYTES;
    for mut room in rooms {
        while let Some(fitting) = fitting_count(&room.events, free) {
            let later = room.events.split_off(fitting);
            if let Some(last_seq) = room.events.last().and_then(|event| event.seq) {
                push(&mut frames, RoomSync { last_seq, goes_on: false, ..room.clone() });
            }
            room.events = later;
            frames.push(Vec::new());
            free = MAX_FRAME_BYTES;
        }
        free -= (ROOM_BYTES + room.events.iter().map(size).sum::<usize>()).min(free);
        push(&mut frames, room);
    }
    frames
}

fn push(frames: &mut [Vec<RoomSync>], part: RoomSync) {
    if let Some(frame) = frames.last_mut() {
        frame.push(part);
    }
}

/// Number of events that fit into `free` bytes with their room; `None` if all do. An empty frame takes at least one.
fn fitting_count(events: &[Frame], free: usize) -> Option<usize> {
    let Some(free_for_events) = free.checked_sub(ROOM_BYTES) else { return Some(0) };
    let ends = events.iter().scan(0, |end, event| {
        *end += size(event);
        Some(*end)
    });
    let fitting = ends.take_while(|&end| end <= free_for_events).count();
    let fitting = if free == MAX_FRAME_BYTES { fitting.max(1) } else { fitting };
    (fitting < events.len()).then_some(fitting)
}

fn size(event: &Frame) -> usize {
    event.to_text().len()
}
