//! Simulations: the whole system in one thread, in virtual time, and everything around it failing as a seed decides.
//!
//! The product itself runs: the functions' own routes, the websocket function behind the gateway's emulation, the AWS
//! SDK, the embedded table, and clients that speak HTTP's and WebSocket's own bytes. Only what lies between them is
//! simulated: the network, which delays, loses and cuts; DynamoDB's and API Gateway's failures; functions that die between
//! two awaits; and time, which jumps to whatever is waited for next. So an hour takes seconds, and the same seed is the
//! same run.
//!
//! ```no_run
//! use client::{Client, Timing};
//! use tests::simulation::{self, AFTERMATH, Odds};
//!
//! simulation::run(7, Odds::usual(), async |world| {
//!     let ana = world.customer("ana").await;
//!     let phone = world.network("anas-phone");
//!     let client = Client::start(phone.clone(), ana.tokens.clone(), Timing::default());
//!     world.faults.begin();
//!     // … what ana does; or what happens to her:
//!     phone.cut_sockets();
//!     world.faults.end();
//!     tokio::time::sleep(AFTERMATH).await;
//!     // … and now all must be well.
//!     assert_eq!(world.faults.missing(), []);
//! });
//! ```
//!
//! A simulation that fails shows its seed and the end of its [trace](Faults::trace), and leaves all of it in a file.
//! [`Faults::record`] adds lines to it while one looks for the cause.

mod asked;
mod bucket;
mod connector;
pub mod day;
mod faults;
mod function;
mod line;
mod mail;
mod network;
mod odds;
mod people;
mod push;
mod replica;
mod rules;
mod sockets;
mod table;
mod trace;
mod web_push;
mod world;

use std::time::Duration;

use shared::{
    config::DeskSettings,
    time::{SimulatedTime, Timestamp},
};
use tokio::runtime::Builder;

pub use faults::Faults;
pub use network::SimulatedNetwork;
pub use odds::{Fault, Odds};
pub use people::Person;
pub use web_push::{Moment, PushAttempt};
pub use world::World;

/// Time after the end of the faults in which something may still come of them: a late write, and its consequences.
pub const AFTERMATH: Duration = Duration::from_secs(15);

/// Beginning of every simulation, in seconds since 1970: the first day of 2030.
const BEGINNING: i64 = 1_893_456_000;

/// Host of the simulated system.
const HOST: &str = "chat.simulated";

/// Runs a scenario in a system of its own, all of whose misfortunes come from `seed`, with these odds.
pub fn run<T>(seed: u64, odds: Odds, scenario: impl AsyncFnOnce(&World) -> T) -> T {
    run_desk(seed, odds, DeskSettings::default(), scenario)
}

/// The same with a desk that is run otherwise.
pub fn run_desk<T>(seed: u64, odds: Odds, desk: DeskSettings, scenario: impl AsyncFnOnce(&World) -> T) -> T {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    // Where the SDK and backon take their jitter from.
    fastrand::seed(seed);
    runtime.block_on(async {
        let beginning = Timestamp::from_unix(BEGINNING).expect("a time in the calendar");
        let _time = SimulatedTime::starting_at(beginning);
        let world = World::new(seed, odds, desk).await;
        let _report = faults::Report(world.faults.clone());
        let outcome = tokio::select! {
            biased;
            outcome = scenario(&world) => outcome,
            () = world.faults.pile_up() => panic!("this goes on and on"),
        };
        assert_eq!(world.broken_rules(), Vec::<String>::new());
        outcome
    })
}
