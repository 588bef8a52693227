//! The same seed is the same run.

use std::{thread, time::Duration};

use client::{Client, Timing};
use futures_util::future::join_all;
use tests::simulation::{self, AFTERMATH, Odds};
use tokio::time::{sleep, timeout};

use crate::support::User;

/// Trace of two customers who send messages, in two tabs each, while everything goes wrong.
fn trace(seed: u64) -> Vec<String> {
    simulation::run(seed, Odds::usual(), async |world| {
        let users = [User::customer(world, "ana").await, User::customer(world, "ben").await];
        let rooms = [users[0].opens_room().await, users[1].opens_room().await];
        let (mut tabs, mut sent) = (Vec::new(), Vec::new());
        world.faults.begin();
        for (user, room) in users.iter().zip(&rooms) {
            for tab in 0..2 {
                let network = world.network(&format!("{}-{tab}", user.person.name));
                let client = Client::start(network, user.person.tokens.clone(), Timing::default());
                sent.extend((0..5).map(|i| client.send(room, &format!("{tab}.{i}"))));
                tabs.push(client);
            }
        }
        sleep(Duration::from_secs(40)).await;
        world.faults.end();
        let sent = timeout(Duration::from_secs(600), join_all(sent)).await.expect("all is sent in the end");
        assert!(sent.iter().all(Result::is_ok), "{sent:?}");
        sleep(AFTERMATH).await;
        world.faults.trace()
    })
}

#[test]
fn one_seed_is_one_run_whatever_runs_beside_it() {
    let alone = trace(1);
    let (beside, other) = thread::scope(|scope| {
        let other = scope.spawn(|| trace(2));
        (trace(1), other.join().expect("no panic"))
    });
    let difference = alone.iter().zip(&beside).find(|(alone, beside)| alone != beside);
    assert_eq!(difference, None);
    assert_eq!(alone.len(), beside.len());
    assert_ne!(beside, other);
}
