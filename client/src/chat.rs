//! What a client knows, and what it concludes from what it hears – without any input or output of its own.
//!
//! A push is a hint: it may be lost, doubled, or overtaken. What comes by `sync` and HTTP is the truth. So everything that
//! casts a doubt on a room – a new connection, a gap, a `pong` that is further – makes it be asked for again.
//!
//! Here is what there is to do; `hear` takes in what comes.

mod hear;

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{outbox::Outbox, room::Room};

/// How many rooms one frame can ask for.
const MAX_ROOMS_PER_SYNC: usize = 100;

/// How long an event that others have overtaken is waited for, before it is asked for.
const REORDER_WINDOW: Duration = Duration::from_millis(200);

/// A client's rooms and its outbox.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    rooms: BTreeMap<String, Followed>,
    pub outbox: Outbox,
    /// What is to be said once.
    sayings: Vec<Value>,
    sync: Sync,
}

/// How far catching up is.
#[derive(Debug, Default)]
enum Sync {
    #[default]
    Idle,
    /// These rooms were asked for, and the answer is waited for until then.
    Asked(Vec<String>, Instant),
    /// Answered; the next one can wait until then.
    Answered(Instant),
}

/// A room that the client follows.
#[derive(Debug, Default)]
struct Followed {
    room: Option<Room>,
    /// Whether it must be loaded by HTTP.
    is_to_load: bool,
    /// Whether events may be missing.
    is_behind: bool,
    /// Since when events are missing before others that have come.
    gap_since: Option<Instant>,
    /// For staff who look on: events come only while the connection watches.
    watch: Watch,
}

impl Followed {
    fn apply(&mut self, event: &Value, now: Instant) {
        if let Some(room) = &mut self.room {
            room.apply(event);
            self.gap_since = room.has_gap().then(|| self.gap_since.unwrap_or(now));
        }
    }

    /// When to ask for what is missing, if something may be.
    fn doubted_from(&self, now: Instant) -> Option<Instant> {
        if self.is_behind { Some(now) } else { self.gap_since.map(|since| since + REORDER_WINDOW) }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Watch {
    #[default]
    No,
    /// Wanted, but this connection doesn't yet.
    Wanted,
    Confirmed,
}

/// A room to be loaded: its id, and after which event its messages are wanted.
pub(crate) type Load = (String, u64);

impl Chat {
    /// Begins to follow a room.
    pub fn follow(&mut self, room_id: &str) {
        let load = || Followed { is_to_load: true, ..Followed::default() };
        self.rooms.entry(room_id.to_owned()).or_insert_with(load);
    }

    /// Begins to follow a room that isn't the user's own.
    pub fn watch(&mut self, room_id: &str) {
        self.follow(room_id);
        if let Some(followed) = self.rooms.get_mut(room_id).filter(|followed| followed.watch == Watch::No) {
            followed.watch = Watch::Wanted;
        }
    }

    /// The copy of a room, once it was loaded.
    pub fn room(&self, room_id: &str) -> Option<&Room> {
        self.rooms.get(room_id)?.room.as_ref()
    }

    /// The rooms that it follows.
    pub fn room_ids(&self) -> impl Iterator<Item = &String> {
        self.rooms.keys()
    }

    /// There is a new connection, and nobody knows what was missed before it.
    pub fn connected(&mut self) {
        self.sync = Sync::Idle;
        self.outbox.connection_lost();
        for followed in self.rooms.values_mut() {
            followed.is_behind = true;
            // A load that the last connection had begun ended with it.
            followed.is_to_load |= followed.room.is_none();
            if followed.watch == Watch::Confirmed {
                followed.watch = Watch::Wanted;
            }
        }
    }

    /// Says something once, as soon as it can be said, and only the last of its kind.
    pub fn say(&mut self, frame: Value) {
        let is_same = |said: &Value| said["action"] == frame["action"] && said["room_id"] == frame["room_id"];
        self.sayings.retain(|said| !is_same(said));
        self.sayings.push(frame);
    }

    /// There is no connection to hear of anything by: all rooms are to be loaded again.
    pub fn load_all(&mut self) {
        self.rooms.values_mut().for_each(|followed| followed.is_to_load = true);
    }

    /// The rooms to load now.
    pub fn loads(&mut self) -> Vec<Load> {
        let due = |(id, followed): (&String, &mut Followed)| {
            let after = followed.room.as_ref().map_or(0, Room::last_seq);
            std::mem::take(&mut followed.is_to_load).then(|| (id.clone(), after))
        };
        self.rooms.iter_mut().filter_map(due).collect()
    }

    /// A room was loaded: its fields, and the messages after the event that was asked for.
    pub fn loaded(&mut self, room_id: &str, fields: Value, messages: Vec<Value>) {
        let Some(followed) = self.rooms.get_mut(room_id) else { return };
        match &mut followed.room {
            Some(room) => room.renew(fields, messages),
            None => followed.room = Some(Room::new(fields, messages)),
        }
        followed.gap_since = None;
        // What happened since it was read may have been pushed before there was a copy to apply it to.
        followed.is_behind = true;
    }

    /// A room could not be loaded for now.
    pub fn load_again(&mut self, room_id: &str) {
        if let Some(followed) = self.rooms.get_mut(room_id) {
            followed.is_to_load = true;
        }
    }

    /// A room is not, or no longer, to be seen.
    pub fn forget(&mut self, room_id: &str) {
        self.rooms.remove(room_id);
    }

    /// The frames to send now, but for heartbeats. What isn't answered within `patience` is sent again.
    pub fn frames(&mut self, now: Instant, patience: Duration) -> Vec<Value> {
        let mut frames = self.outbox.due(now, patience);
        frames.append(&mut self.sayings);
        self.give_up_sync(now);
        let due = self.doubtful(now).filter(|(time, ..)| *time <= now);
        let rooms: BTreeMap<String, u64> =
            due.map(|(_, id, room)| (id.clone(), room.last_seq())).take(MAX_ROOMS_PER_SYNC).collect();
        if self.sync_at(now).is_some_and(|time| time <= now) && !rooms.is_empty() {
            frames.push(json!({"action": "sync", "rooms": rooms}));
            let asked: Vec<String> = rooms.into_keys().collect();
            for room_id in &asked {
                self.doubt(room_id, false);
            }
            self.sync = Sync::Asked(asked, now + patience);
        }
        frames
    }

    /// The time by which [`frames`](Self::frames) has something again, if nothing is heard before.
    pub fn next_frame_at(&self, now: Instant) -> Option<Instant> {
        self.outbox.due_at(now).into_iter().chain(self.sync_at(now)).min()
    }

    /// When it is time to ask, again if need be.
    fn sync_at(&self, now: Instant) -> Option<Instant> {
        let needed = self.doubtful(now).map(|(time, ..)| time).min();
        match &self.sync {
            Sync::Asked(_, until) => Some(*until),
            Sync::Answered(until) => needed.map(|time| time.max(*until)),
            Sync::Idle => needed,
        }
    }

    /// Rooms in which events may be missing, each with the time from which to ask for them.
    fn doubtful(&self, now: Instant) -> impl Iterator<Item = (Instant, &String, &Room)> {
        self.rooms
            .iter()
            .filter_map(move |(id, followed)| Some((followed.doubted_from(now)?, id, followed.room.as_ref()?)))
    }

    fn doubt(&mut self, room_id: &str, is_behind: bool) {
        if let Some(followed) = self.rooms.get_mut(room_id) {
            followed.is_behind = is_behind;
        }
    }

    fn give_up_sync(&mut self, now: Instant) {
        if let Sync::Asked(asked, until) = &self.sync
            && *until <= now
        {
            for room_id in asked.clone() {
                self.doubt(&room_id, true);
            }
            self.sync = Sync::Idle;
        }
    }

    /// Whether there is no doubt about any room, as far as it is known.
    pub fn is_settled(&self, now: Instant) -> bool {
        let is_there = |followed: &Followed| followed.room.is_some() && !followed.is_to_load;
        let is_syncing = matches!(self.sync, Sync::Asked(..)) || self.doubtful(now).next().is_some();
        let is_watched = |followed: &Followed| followed.watch != Watch::Wanted;
        !is_syncing && self.rooms.values().all(|followed| is_there(followed) && is_watched(followed))
    }

    /// The frames of a heartbeat.
    pub fn heartbeat(&self) -> Vec<Value> {
        let rooms: Vec<&String> = self.rooms.keys().take(MAX_ROOMS_PER_SYNC).collect();
        let wanted = self.rooms.iter().filter(|(_, followed)| followed.watch == Watch::Wanted);
        let watches = wanted.map(|(room_id, _)| json!({"action": "watch", "room_id": room_id}));
        watches.chain([json!({"action": "ping", "rooms": rooms})]).collect()
    }
}
