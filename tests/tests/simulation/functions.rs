//! Functions that die.

use client::Transport;
use serde_json::json;
use tests::simulation::{self, Fault, Odds};

use crate::support::User;

#[test]
fn a_function_dies_at_any_step_before_or_after_it_has_written() {
    let outcomes = (0..30).map(|seed| {
        simulation::run(seed, Odds::none().with(Fault::FunctionDied, 1.0), async |world| {
            let ana = User::customer(world, "ana").await;
            let room = ana.opens_room().await;
            world.faults.begin();
            let answer = ana.network.request(ana.message(&room, "hello")).await.expect("an answer");
            world.faults.end();
            assert_eq!(answer.status == 500, world.faults.count(Fault::FunctionDied) == 1);
            let stored = ana.reads(&room).await;
            // Nothing lags behind what is written: room and list show it, and a retry finds it.
            let alone = ana.gets(&format!("/api/chat-rooms/{room}/")).await;
            let list = ana.gets("/api/chat-rooms/").await;
            for seen in [&alone, &list["results"][0]] {
                assert_eq!(seen["last_message"]["content"], json!(stored.first()));
            }
            let again = ana.network.request(ana.message(&room, "hello")).await.expect("an answer");
            assert_eq!(again.status, if stored.is_empty() { 201 } else { 200 });
            assert_eq!(ana.reads(&room).await, ["hello"]);
            (answer.status, stored.len())
        })
    });
    let mut outcomes: Vec<_> = outcomes.collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    assert_eq!(outcomes, [(201, 1), (500, 0), (500, 1)]);
}

#[test]
fn a_frame_whose_function_dies_is_answered_by_the_gateway_alone() {
    let died = (0..20).find(|&seed| {
        simulation::run(seed, Odds::none().with(Fault::FunctionDied, 1.0), async |world| {
            let mut socket = User::customer(world, "ana").await.connects(world).await;
            world.faults.begin();
            socket.pings().await;
            let (frames, _) = socket.arrived().await;
            frames.iter().any(|frame| frame["message"] == "Internal server error")
        })
    });
    assert!(died.is_some());
}

#[test]
fn the_end_of_a_connection_may_be_told_to_nobody() {
    let is_online = |odds: Odds| {
        simulation::run(1, odds, async |world| {
            let ana = User::customer(world, "ana").await;
            let socket = ana.connects(world).await;
            world.faults.begin();
            drop(socket);
            crate::support::long().await;
            ana.is_online(world).await
        })
    };
    assert!(!is_online(Odds::none()));
    assert!(is_online(Odds::none().with(Fault::DisconnectLost, 1.0)));
}
