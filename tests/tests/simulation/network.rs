//! Faults of the network between a device and the system.

use client::Transport;
use tests::simulation::{self, Fault, Odds};

use crate::support::{User, long};

/// Sends a message while `fault` always happens. Whether it was answered, and how often it was stored.
fn sent_under(fault: Fault) -> (bool, usize) {
    simulation::run(1, Odds::none().with(fault, 1.0), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        world.faults.begin();
        let answer = ana.network.request(ana.message(&room, "hello")).await;
        world.faults.end();
        (answer.is_ok(), ana.reads(&room).await.len())
    })
}

#[test]
fn a_lost_request_is_not_done_and_a_lost_answer_is_of_one_that_is() {
    assert_eq!(sent_under(Fault::RequestLost), (false, 0));
    assert_eq!(sent_under(Fault::AnswerLost), (false, 1));
}

#[test]
fn who_stops_to_wait_for_an_answer_has_asked_all_the_same() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        let asked = tokio::time::timeout(std::time::Duration::from_millis(1), async {
            ana.network.request(ana.message(&room, "hello")).await
        });
        assert!(asked.await.is_err());
        long().await;
        assert_eq!(ana.reads(&room).await, ["hello"]);
    });
}

#[test]
fn a_cut_socket_ends_at_both_ends() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let mut socket = ana.connects(world).await;
        assert!(ana.is_online(world).await);
        ana.network.cut_sockets();
        let (_, has_ended) = socket.arrived().await;
        assert!(has_ended);
        long().await;
        assert!(!ana.is_online(world).await);
        assert_eq!(ana.connects(world).await.pongs().await, 1);
    });
}

#[test]
fn a_silent_socket_looks_open_from_both_ends() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let mut socket = ana.connects(world).await;
        ana.network.silence_sockets();
        socket.pings().await;
        assert_eq!(socket.arrived().await, (Vec::new(), false));
        assert!(ana.is_online(world).await);
        assert_eq!(ana.connects(world).await.pongs().await, 1);
    });
}

#[test]
fn sockets_end_by_chance() {
    for (fault, ends) in [(Fault::SocketCut, true), (Fault::SocketSilent, false)] {
        simulation::run(1, Odds::none().with(fault, 1.0), async |world| {
            let mut socket = User::customer(world, "ana").await.connects(world).await;
            world.faults.begin();
            long().await;
            let (_, has_ended) = socket.arrived().await;
            assert_eq!((world.faults.count(fault), has_ended), (1, ends));
        });
    }
}
