//! The proof of the core promise: whatever fails on the way, no message is lost, doubled or out of order, and within
//! one heartbeat after the last failure everybody sees what there is. Who isn't looking then is pushed what they haven't
//! seen, and nobody what they have.
//!
//! Each seed is a desk at work with other misfortunes. A failing one is named, and `SEED=n` runs it alone:
//!
//! ```text
//! SEEDS=500 cargo test -p tests --test simulation proof
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    env, panic,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
    time::Duration,
};

use client::{Outcome, Room, Timing};
use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    config::DeskSettings,
    model::{EntryKind, LogEntry, RoomChange},
    ops::messages::history_after,
};
use tests::{
    replica::lasting,
    simulation::{self, AFTERMATH, Fault, Odds, World},
};
use tokio::time::{sleep, timeout};

use crate::{
    desk::{Desk, Member},
    told::Told,
};

/// Number of seeds unless the environment says otherwise.
const SEEDS: u64 = 20;

/// Time after everybody has left in which things go wrong: their connections count until nothing was heard of them for
/// long, and then it is looked at again …
const EVENING: Duration = Duration::from_secs(200);
/// … and time after that, in which all is done that failed. Together less than that for which an event is worth a push.
const NIGHT: Duration = Duration::from_secs(200);

/// For what a heartbeat brings to light: the `sync`, and what has to be loaded anew.
const ROUND_TRIPS: Duration = Duration::from_secs(2);

#[test]
fn nothing_is_lost_doubled_or_out_of_order() {
    if let Some(seed) = number("SEED") {
        try_seed(seed);
        return;
    }
    let (next, last) = (AtomicU64::new(0), number("SEEDS").unwrap_or(SEEDS));
    let try_seeds = || {
        let mut tried = Vec::new();
        loop {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= last {
                return tried;
            }
            tried.push((seed, panic::catch_unwind(|| try_seed(seed)).ok()));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let tried: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(try_seeds)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    let failed: Vec<u64> = tried.iter().filter(|(_, missing)| missing.is_none()).map(|(seed, _)| *seed).collect();
    assert!(failed.is_empty(), "{} of {last} seeds: {failed:?}", failed.len());
    let (missing, pushed): (Vec<_>, Vec<usize>) = tried.into_iter().filter_map(|(_, outcome)| outcome).unzip();
    let never = missing.into_iter().reduce(|always, missing| &always & &missing).unwrap_or_default();
    assert!(never.is_empty(), "these never happened: {never:?}");
    assert!(pushed.iter().sum::<usize>() > 0, "nobody was pushed anything that they hadn't seen");
}

/// Lets a desk work, every other one with `AUTO_ASSIGN`, and tells which faults it was spared, and how many messages were
/// pushed to somebody who hadn't seen them.
fn try_seed(seed: u64) -> (BTreeSet<Fault>, usize) {
    let settings = DeskSettings { auto_assign: seed % 2 == 1, ..DeskSettings::default() };
    let odds = Odds::usual().with(Fault::WebPushErrorBefore, 0.15).with(Fault::WebPushErrorAfter, 0.15);
    simulation::run_desk(seed, odds, settings, async |world| {
        let pushed = work_and_compare(world, seed).await;
        (world.faults.missing().into_iter().collect(), pushed)
    })
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

/// Gives the number of messages that somebody was pushed after they left.
async fn work_and_compare(world: &World, seed: u64) -> usize {
    let mut desk = Desk::open(world).await;
    let told = Told::subscribe(&desk).await;
    tokio::select! {
        () = told.go_on() => {}
        () = work_and_compare_copies(&desk, seed) => {}
    }
    desk.goes_home();
    world.faults.begin();
    let _elapsed = timeout(EVENING, told.go_on()).await;
    world.faults.end();
    let _elapsed = timeout(NIGHT, told.go_on()).await;
    told.have_heard(&desk).await
}

async fn work_and_compare_copies(desk: &Desk<'_>, seed: u64) {
    let world = desk.world;
    world.faults.begin();
    desk.works(seed).await;
    world.faults.end();
    sleep(AFTERMATH).await;
    sleep(Timing::default().heartbeat + ROUND_TRIPS).await;
    let outcomes = outcomes(desk).await;
    for room in &desk.rooms {
        let truth = desk.members[6].sees(room).await;
        let was_closed = has_no_gap(world, room, &truth).await;
        everybody_sees(desk, room, Member::is_told_of).await;
        is_stored_once_and_in_order((room, was_closed), &truth, &outcomes);
    }
    agents_are_counted_right(desk).await;
    // Who had a room before is told nothing of it any more, and sees by their own heartbeat what was stored by now:
    // whoever sent it may have needed one to find that their connection is dead.
    sleep(Timing::default().heartbeat + ROUND_TRIPS).await;
    for room in &desk.rooms {
        everybody_sees(desk, room, |_, _| true).await;
    }
}

/// A message that was given to a tab: from whom, to which room, what, and what became of it.
type Settled = ((usize, usize), String, String, Outcome);

/// Outcomes of everything that was given to tabs: none may still be on its way.
async fn outcomes(desk: &Desk<'_>) -> Vec<Settled> {
    let mut settled = Vec::new();
    for given in desk.given.take() {
        assert!(given.outcome.is_finished(), "{:?} is still on its way", given.content);
        let outcome = given.outcome.await.unwrap_or_else(|error| panic!("{error}"));
        settled.push((given.from, given.room, given.content, outcome));
    }
    settled
}

/// Promise 1. Tells whether the room was ever closed.
async fn has_no_gap(world: &World, room: &str, truth: &Room) -> bool {
    let id = room.parse().unwrap_or_else(|error| panic!("{error}"));
    let history =
        history_after(&world.state().table, id, 0, usize::MAX).await.unwrap_or_else(|error| panic!("{error}"));
    let seqs: Vec<u64> = history.iter().map(LogEntry::seq).collect();
    assert_eq!(seqs, (1..=truth.last_seq()).collect::<Vec<_>>(), "{room}");
    assert_eq!(truth.fields()["message_count"], truth.messages().count(), "{room}");
    history.iter().any(|entry| matches!(entry.kind, EntryKind::Updated { change: RoomChange::Closed, .. }))
}

/// Promise 3: every tab of those who have the room shows it, and whoever shows it shows what HTTP says.
async fn everybody_sees(desk: &Desk<'_>, room: &str, is_asked: fn(&Member, &Room) -> bool) {
    for member in &desk.members {
        let present = member.sees(room).await;
        if !is_asked(member, &present) {
            continue;
        }
        for (number, tab) in member.tabs.iter().enumerate() {
            let Some(copy) = tab.room(room) else {
                assert!(!member.has_open(&present), "tab {number} of {} knows nothing of {room}", member.person.name);
                continue;
            };
            assert_eq!(lasting(&copy), lasting(&present), "tab {number} of {}", member.person.name);
        }
    }
}

/// Promise 2.
fn is_stored_once_and_in_order((room, was_closed): (&str, bool), truth: &Room, settled: &[Settled]) {
    let original = |message: &Value| {
        let content = message["content"].as_str().unwrap_or_default();
        content.split(" (edited)").next().unwrap_or_default().to_owned()
    };
    let mut stored: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for message in truth.messages().filter(|message| message["sender_type"] != "system") {
        stored.entry(original(message)).or_default().push(message);
    }
    let mut reached: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for (from, _, content, outcome) in settled.iter().filter(|(_, to, ..)| to == room) {
        let copies = stored.remove(content).unwrap_or_default();
        match outcome {
            Ok(acknowledged) => {
                let [message] = copies.as_slice() else { panic!("{content:?} is stored {} times", copies.len()) };
                assert_eq!((&message["id"], &message["seq"]), (&json!(acknowledged.id), &json!(acknowledged.seq)));
                let before = reached.insert(*from, acknowledged.seq).unwrap_or_default();
                assert!(before < acknowledged.seq, "{content:?} overtook what was given to the tab before");
            }
            Err(refused) => {
                assert!(was_closed, "{content:?} was refused: {refused}");
                assert!(copies.is_empty(), "{content:?} was refused and stored");
            }
        }
    }
    assert!(stored.is_empty(), "nobody sent {:?}", stored.keys());
}

async fn agents_are_counted_right(desk: &Desk<'_>) {
    let admin = &desk.members[6];
    let mut active: BTreeMap<u64, usize> = BTreeMap::new();
    for room in &desk.rooms {
        let room = admin.sees(room).await;
        if room.fields()["status"] == "active" {
            *active.entry(room.fields()["agent"]["id"].as_u64().unwrap_or_default()).or_default() += 1;
        }
    }
    for agent in desk.members.iter().filter_map(|member| member.person.agent_id) {
        let counted = admin.asks(Method::GET, &format!("/api/admin-agents/{agent}/"), Value::Null).await.body;
        assert_eq!(counted["current_active_chats"], active.get(&agent).copied().unwrap_or_default());
    }
}
