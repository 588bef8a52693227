//! The faults of pushes. An answer to a frame is a push like any other.

use tests::simulation::{self, Fault, Odds};

use crate::support::User;

/// Number of answers to a ping that arrive while `fault` always happens.
fn pongs_under(fault: Fault) -> usize {
    simulation::run(1, Odds::none().with(fault, 1.0), async |world| {
        let mut socket = User::customer(world, "ana").await.connects(world).await;
        world.faults.begin();
        let pongs = socket.pongs().await;
        world.faults.end();
        assert_eq!(world.faults.missing(), []);
        assert_eq!(socket.pongs().await, 1);
        pongs
    })
}

#[test]
fn a_dropped_push_never_arrives() {
    assert_eq!(pongs_under(Fault::PushDropped), 0);
}

#[test]
fn a_doubled_push_arrives_twice() {
    assert_eq!(pongs_under(Fault::PushDoubled), 2);
}

#[test]
fn a_delayed_push_arrives_in_the_end() {
    assert_eq!(pongs_under(Fault::PushDelayed), 1);
}

#[test]
fn a_push_that_fails_may_have_arrived() {
    // The SDK tries again, so more than one may.
    assert!(pongs_under(Fault::PushFailed) <= 3);
    assert!(pongs_under(Fault::PushHung) <= 1);
}

#[test]
fn delayed_pushes_are_overtaken() {
    simulation::run(1, Odds::none().with(Fault::PushDelayed, 0.5), async |world| {
        let mut socket = User::customer(world, "ana").await.connects(world).await;
        world.faults.begin();
        for _ in 0..20 {
            socket.pings().await;
        }
        let (frames, _) = socket.arrived().await;
        let times: Vec<_> = frames.iter().map(|frame| frame["time"].to_string()).collect();
        assert_eq!(times.len(), 20);
        assert!(!times.is_sorted());
    });
}
