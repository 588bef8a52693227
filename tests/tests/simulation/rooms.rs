//! Events of a room's changes while the table fails in between.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use axum::http::Method;
use client::Transport;
use serde_json::{Value, json};
use tests::simulation::{self, Fault, Odds, Person, World};
use tokio::time::sleep;

use crate::support::User;

/// By then a change of the desk's settings is in force everywhere.
const IN_FORCE: Duration = Duration::from_secs(5);
/// Enough for a change to be stored and not be put together afterwards, some times.
const CHANGES: usize = 60;

/// One agent after another gets the room. How often it was answered that something went wrong.
async fn assigns(admin: &User, room_id: &str, agents: &[Person]) -> usize {
    let path = format!("/api/chat-rooms/{room_id}/assign_agent/");
    let mut failed = 0;
    for agent in agents.iter().cycle().take(CHANGES) {
        let request = admin.request(Method::POST, &path, Some(json!({"agent_id": agent.agent_id})));
        let answer = admin.network.request(request).await.expect("an answer");
        failed += usize::from(answer.status >= 500);
    }
    failed
}

/// Found by seed 467: with half of it, whoever applied the event showed a room that nobody has.
#[test]
fn a_change_of_a_room_is_told_with_its_agent_or_not_at_all() {
    simulation::run(1, Odds::none().with(Fault::TableErrorBefore, 0.6), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        let admin = User { person: world.admin("gus").await, network: world.network("gus") };
        let agents = [world.agent("dan", 3).await, world.agent("eva", 3).await];
        let mut socket = ana.connects(world).await;
        world.faults.begin();
        let failed = assigns(&admin, &room, &agents).await;
        world.faults.end();
        assert_ne!(failed, 0);
        let (frames, _) = socket.arrived().await;
        let updates: Vec<&Value> = frames.iter().filter(|frame| frame["type"] == "room.updated").collect();
        assert!(!updates.is_empty());
        let of_nobody: Vec<_> = updates.iter().filter(|update| update["data"]["room"]["agent"].is_null()).collect();
        assert!(of_nobody.is_empty(), "{of_nobody:?}");
    });
}

/// A put that fails on a lagging read is tried again, so that nothing is lost by one: only time, up to the deadline.
#[test]
fn what_a_message_and_an_end_are_decided_on_never_lags() {
    simulation::run(1, Odds::none().with(Fault::TableReadStale, 1.0), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        world.faults.begin();
        let end = ana.request(Method::POST, &format!("/api/chat-rooms/{room}/close/"), None);
        for (request, status) in [(ana.message(&room, "one"), 201), (ana.message(&room, "two"), 201), (end, 200)] {
            let answer = ana.network.request(request).await.expect("an answer");
            assert_eq!(answer.status, status, "{}", answer.body);
        }
        assert_eq!(world.faults.count(Fault::TableReadStale), 0);
    });
}

/// Found by seeds 76 and 81: the customer's message was stored behind the end of the room that it had reopened.
#[test]
fn a_room_that_is_closed_while_a_message_reopens_it_takes_the_message_before_its_end_or_not_at_all() {
    let outcomes = (0..40).map(|step| {
        simulation::run(step, Odds::none(), async |world| {
            let ana = User::customer(world, "ana").await;
            let admin = User { person: world.admin("gus").await, network: world.network("gus") };
            let room = ana.opens_room().await;
            let end = async |verb: &str| {
                let request = admin.request(Method::POST, &format!("/api/chat-rooms/{room}/{verb}/"), None);
                admin.network.request(request).await.expect("an answer").status
            };
            assert_eq!(end("resolve").await, 200);
            let close = async {
                sleep(Duration::from_millis(5 * step)).await;
                end("close").await
            };
            let (sent, closed) = tokio::join!(ana.network.request(ana.message(&room, "one")), close);
            assert_eq!(closed, 200);
            // What the log contains is held against the rules at the end.
            sent.expect("an answer").status
        })
    });
    let outcomes: BTreeSet<u16> = outcomes.collect();
    assert_eq!(outcomes, BTreeSet::from([201, 400]));
}

/// Found by reading: where one attempt reopened the room, it didn't look for what the other had stored meanwhile.
#[test]
fn two_attempts_of_one_message_that_reopens_its_room_store_it_once_whichever_processes_handle_them() {
    for step in 0..40 {
        simulation::run(step, Odds::none(), async |world| {
            let ana = User::customer(world, "ana").await;
            let again = User { person: ana.person.clone(), network: world.network("anas-phone") };
            let admin = User { person: world.admin("gus").await, network: world.network("gus") };
            let room = ana.opens_room().await;
            let end = admin.request(Method::POST, &format!("/api/chat-rooms/{room}/resolve/"), None);
            assert_eq!(admin.network.request(end).await.expect("an answer").status, 200);
            let repeat = async {
                sleep(Duration::from_millis(2 * step)).await;
                again.network.request(again.message(&room, "one")).await
            };
            let (first, second) = tokio::join!(ana.network.request(ana.message(&room, "one")), repeat);
            let (first, second) = (first.expect("an answer").body, second.expect("an answer").body);
            assert_eq!(first["id"], second["id"]);
            assert_eq!(ana.reads(&room).await.iter().filter(|content| *content == "one").count(), 1);
        });
    }
}

/// A missing event is noticed by the next heartbeat, and not by the one after it.
#[test]
fn what_a_ping_is_answered_never_lags() {
    simulation::run(1, Odds::none().with(Fault::TableReadStale, 1.0), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        let mut socket = ana.connects(world).await;
        world.faults.begin();
        let sent = ana.network.request(ana.message(&room, "one")).await.expect("an answer");
        socket.pings().await;
        let (frames, _) = socket.arrived().await;
        let pong = frames.iter().find(|frame| frame["type"] == "pong").expect("an answer");
        assert_eq!(pong["data"]["heads"][&room], sent.body["seq"]);
    });
}

/// Senders of the messages in the logs of all rooms.
fn logs(world: &World) -> BTreeMap<String, Vec<String>> {
    let mut logs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let text = |value: &Value| value["S"].as_str().unwrap_or_default().to_owned();
    let mut items = world.items();
    items.sort_by_key(|item| text(&item["sk"]));
    for item in items.iter().filter(|item| text(&item["sk"]).starts_with("LOG#")) {
        logs.entry(text(&item["pk"])).or_default().push(text(&item["sender"]["M"]["type"]));
    }
    logs
}

#[test]
fn whatever_fails_each_new_room_has_its_automatic_reply_once() {
    for seed in 0..20 {
        simulation::run(seed, Odds::usual(), async |world| {
            let admin = User { person: world.admin("gus").await, network: world.network("gus") };
            let texts = json!({"texts": {"version": 0, "is_auto_reply_on": true}});
            admin.insists(admin.request(Method::PATCH, "/api/settings/", Some(texts))).await;
            sleep(IN_FORCE).await;
            let ana = User::customer(world, "ana").await;
            world.faults.begin();
            let hello = json!({"initial_message": "Hello?"});
            let started = ana.insists(ana.request(Method::POST, "/api/chat/start_chat/", Some(hello))).await;
            let profile = json!({"session_id": started["session_id"]});
            let complete = || ana.request(Method::POST, "/api/chat/complete_chat/", Some(profile.clone()));
            let room = json!({"subject": "Help", "initial_message": "Hello?"});
            let create = ana.request(Method::POST, "/api/chat-rooms/", Some(room));
            tokio::join!(ana.insists(complete()), ana.insists(complete()), ana.insists(create));
            world.faults.end();
            let logs = logs(world);
            // The visitor's room and that of the customer, whose request makes another one each time that it isn't
            // answered.
            assert!(logs.len() >= 2, "{logs:?}");
            assert!(logs.values().all(|log| *log == ["", "user", "system"]), "{logs:?}");
        });
    }
}
