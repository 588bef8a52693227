//! A run: the rooms, and the clients that work in each at once.

use client::Network;
use futures_util::future::try_join_all;

use crate::{
    history::{History, Reading},
    person::{Failure, Person},
    tab::{Clock, Tab},
};

/// Size of a run.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rooms, each with a customer of its own.
    pub rooms: usize,
    /// Clients of each customer, which send at once.
    pub tabs: usize,
    /// Messages of each client.
    pub messages: usize,
    /// Seed of what is sent by which way, and of what is cut off. The system's timing isn't repeated by it.
    pub seed: u64,
}

/// Runs clients against a system; returns the history of each room.
///
/// # Errors
/// A system that can't be used: not there, or it refuses customers.
pub async fn run(network: &Network, plan: Plan) -> Result<Vec<History>, Failure> {
    let rooms = (0..plan.rooms).map(|room| run_room(network.clone(), plan, room));
    try_join_all(rooms).await
}

async fn run_room(network: Network, plan: Plan, room: usize) -> Result<History, Failure> {
    let person = Person::register(network).await?;
    let clock = Clock::default();
    let seed = |tab: usize| plan.seed.wrapping_add((room * plan.tabs + tab) as u64);
    let tabs = (0..plan.tabs).map(|tab| Tab::new(person.clone(), clock.clone(), seed(tab)).run(plan.messages));
    let seen = try_join_all(tabs).await?;
    let mut history = History::default();
    for History { sendings, readings, pushed } in seen {
        history.sendings.extend(sendings);
        history.readings.extend(readings);
        history.pushed.extend(pushed);
    }
    let began = clock.now();
    let entries = person.messages_after(0).await?;
    history.readings.push(Reading { by: "the whole history at the end".into(), began, after_seq: 0, entries });
    Ok(history)
}
