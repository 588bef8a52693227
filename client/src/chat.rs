//! State of a client, and its reactions to frames – without I/O.
//!
//! A push is a hint: it may be lost, duplicated or reordered. Answers to `sync` and HTTP requests are authoritative. So
//! a room is synchronized again after everything that makes its copy uncertain: a new connection, a gap, a `pong` with
//! a higher `seq`.
//!
//! This module decides what to send and load; `receive` applies incoming frames.

mod receive;

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{outbox::Outbox, room::Room};

/// Most rooms in one frame, a limit of the API.
const MAX_ROOMS_PER_SYNC: usize = 100;

/// Wait for events that others have overtaken, before the client asks for them.
const REORDER_WINDOW: Duration = Duration::from_millis(200);

/// A client's rooms and its outbox.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    rooms: BTreeMap<String, FollowedRoom>,
    pub outbox: Outbox,
    /// Frames to send once, without retries.
    frames_to_send: Vec<Value>,
    sync: Sync,
}

/// State of catching up by `sync`.
#[derive(Debug, Default)]
enum Sync {
    #[default]
    Idle,
    /// Waiting, until this time, for an answer about these rooms.
    Pending(Vec<String>, Instant),
    /// Answered; the next `sync` may be sent from this time on.
    Answered(Instant),
}

/// A room that the client follows.
#[derive(Debug, Default)]
struct FollowedRoom {
    room: Option<Room>,
    /// `true` if the room must be loaded by HTTP.
    needs_load: bool,
    /// `true` if events may be missing.
    is_behind: bool,
    /// Start of the current gap in the received events.
    gap_since: Option<Instant>,
    /// For staff who are not members of the room: events come only while the connection watches it.
    watch: Watch,
}

impl FollowedRoom {
    fn apply(&mut self, event: &Value, now: Instant) {
        if let Some(room) = &mut self.room {
            room.apply(event);
            self.gap_since = room.has_gap().then(|| self.gap_since.unwrap_or(now));
        }
    }

    /// Time from which to ask for missing events, if some may be missing.
    fn sync_from(&self, now: Instant) -> Option<Instant> {
        if self.is_behind { Some(now) } else { self.gap_since.map(|since| since + REORDER_WINDOW) }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Watch {
    #[default]
    No,
    /// Requested, but not confirmed on this connection.
    Wanted,
    Confirmed,
}

/// A room to load: its id, and the event after which its messages are needed.
pub(crate) type Load = (String, u64);

impl Chat {
    /// Starts to follow a room.
    pub fn follow(&mut self, room_id: &str) {
        let load = || FollowedRoom { needs_load: true, ..FollowedRoom::default() };
        self.rooms.entry(room_id.to_owned()).or_insert_with(load);
    }

    /// Starts to follow a room that isn't the user's own.
    pub fn watch(&mut self, room_id: &str) {
        self.follow(room_id);
        if let Some(followed) = self.rooms.get_mut(room_id).filter(|followed| followed.watch == Watch::No) {
            followed.watch = Watch::Wanted;
        }
    }

    /// The copy of a room; `None` until it is loaded.
    pub fn room(&self, room_id: &str) -> Option<&Room> {
        self.rooms.get(room_id)?.room.as_ref()
    }

    /// Ids of the followed rooms.
    pub fn room_ids(&self) -> impl Iterator<Item = &String> {
        self.rooms.keys()
    }

    /// Marks every room as possibly behind: events before the new connection may have been missed.
    pub fn connected(&mut self) {
        self.sync = Sync::Idle;
        self.outbox.connection_lost();
        for followed in self.rooms.values_mut() {
            followed.is_behind = true;
            // The end of the last connection has cancelled its loads.
            followed.needs_load |= followed.room.is_none();
            if followed.watch == Watch::Confirmed {
                followed.watch = Watch::Wanted;
            }
        }
    }

    /// Queues a frame to be sent once; it replaces a queued one of the same action and room.
    pub fn send_once(&mut self, frame: Value) {
        let is_same_kind =
            |queued: &Value| queued["action"] == frame["action"] && queued["room_id"] == frame["room_id"];
        self.frames_to_send.retain(|queued| !is_same_kind(queued));
        self.frames_to_send.push(frame);
    }

    /// Marks all rooms to be loaded again, because without a connection there are no pushes.
    pub fn load_all(&mut self) {
        self.rooms.values_mut().for_each(|followed| followed.needs_load = true);
    }

    /// Takes the rooms to load now.
    pub fn loads(&mut self) -> Vec<Load> {
        let due = |(id, followed): (&String, &mut FollowedRoom)| {
            let after = followed.room.as_ref().map_or(0, Room::last_seq);
            std::mem::take(&mut followed.needs_load).then(|| (id.clone(), after))
        };
        self.rooms.iter_mut().filter_map(due).collect()
    }

    /// Applies a loaded room: its fields, and the messages after the requested event.
    pub fn loaded(&mut self, room_id: &str, fields: Value, messages: Vec<Value>) {
        let Some(followed) = self.rooms.get_mut(room_id) else { return };
        match &mut followed.room {
            Some(room) => room.renew(fields, messages),
            None => followed.room = Some(Room::new(fields, messages)),
        }
        followed.gap_since = None;
        // Later events may have been pushed before there was a copy to apply them to.
        followed.is_behind = true;
    }

    /// Marks a room to be loaded again after a temporary failure.
    pub fn retry_load(&mut self, room_id: &str) {
        if let Some(followed) = self.rooms.get_mut(room_id) {
            followed.needs_load = true;
        }
    }

    /// Drops a room that the user may not, or no longer, see.
    pub fn forget(&mut self, room_id: &str) {
        self.rooms.remove(room_id);
    }

    /// Frames to send now, except heartbeats. Each is due again without an answer within `frame_timeout`.
    pub fn frames(&mut self, now: Instant, frame_timeout: Duration) -> Vec<Value> {
        let mut frames = self.outbox.due(now, frame_timeout);
        frames.append(&mut self.frames_to_send);
        self.expire_sync(now);
        let due = self.possibly_behind(now).filter(|(time, ..)| *time <= now);
        let rooms: BTreeMap<String, u64> =
            due.map(|(_, id, room)| (id.clone(), room.last_seq())).take(MAX_ROOMS_PER_SYNC).collect();
        if self.sync_at(now).is_some_and(|time| time <= now) && !rooms.is_empty() {
            frames.push(json!({"action": "sync", "rooms": rooms}));
            let requested: Vec<String> = rooms.into_keys().collect();
            for room_id in &requested {
                self.set_behind(room_id, false);
            }
            self.sync = Sync::Pending(requested, now + frame_timeout);
        }
        frames
    }

    /// Time at which [`frames`](Self::frames) has more to send, unless a frame arrives before.
    pub fn next_frame_at(&self, now: Instant) -> Option<Instant> {
        self.outbox.due_at(now).into_iter().chain(self.sync_at(now)).min()
    }

    /// Time of the next `sync`, including repetitions.
    fn sync_at(&self, now: Instant) -> Option<Instant> {
        let needed = self.possibly_behind(now).map(|(time, ..)| time).min();
        match &self.sync {
            Sync::Pending(_, until) => Some(*until),
            Sync::Answered(until) => needed.map(|time| time.max(*until)),
            Sync::Idle => needed,
        }
    }

    /// Rooms with events that may be missing, each with the time from which to ask for them.
    fn possibly_behind(&self, now: Instant) -> impl Iterator<Item = (Instant, &String, &Room)> {
        self.rooms
            .iter()
            .filter_map(move |(id, followed)| Some((followed.sync_from(now)?, id, followed.room.as_ref()?)))
    }

    fn set_behind(&mut self, room_id: &str, is_behind: bool) {
        if let Some(followed) = self.rooms.get_mut(room_id) {
            followed.is_behind = is_behind;
        }
    }

    fn expire_sync(&mut self, now: Instant) {
        if let Sync::Pending(requested, until) = &self.sync
            && *until <= now
        {
            for room_id in requested.clone() {
                self.set_behind(&room_id, true);
            }
            self.sync = Sync::Idle;
        }
    }

    /// `true` if no room waits to be loaded, synchronized or watched.
    pub fn is_settled(&self, now: Instant) -> bool {
        let is_loaded = |followed: &FollowedRoom| followed.room.is_some() && !followed.needs_load;
        let is_syncing = matches!(self.sync, Sync::Pending(..)) || self.possibly_behind(now).next().is_some();
        let is_watched = |followed: &FollowedRoom| followed.watch != Watch::Wanted;
        !is_syncing && self.rooms.values().all(|followed| is_loaded(followed) && is_watched(followed))
    }

    /// Frames of a heartbeat.
    pub fn heartbeat(&self) -> Vec<Value> {
        let rooms: Vec<&String> = self.rooms.keys().take(MAX_ROOMS_PER_SYNC).collect();
        let wanted = self.rooms.iter().filter(|(_, followed)| followed.watch == Watch::Wanted);
        let watches = wanted.map(|(room_id, _)| json!({"action": "watch", "room_id": room_id}));
        watches.chain([json!({"action": "ping", "rooms": rooms})]).collect()
    }
}
