//! The switch of all faults, and what came of them: how often each happened, and a trace of everything.
//!
//! The seed and the name of the operation – the third push to a socket, the seventh request of a client – decide what
//! goes wrong, rather than one sequence for everything: so a change that makes one thing happen earlier leaves all
//! others their fate. Only the table's requests are counted through, since none has a name that
//! stays.

use std::{
    collections::BTreeMap,
    env,
    fmt::Display,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use tokio::time::sleep;

use super::{Fault, Odds, trace::Trace};

/// Lines of a trace that no simulation comes near: a seed of the proof has some 3,000.
const MOST_LINES: usize = 1_000_000;
/// Time after which the lines are looked at again.
const WATCH_INTERVAL: Duration = Duration::from_secs(10);

/// Last lines of a trace that are shown when a simulation fails.
const SHOWN: usize = 20;

/// The faults of one simulation. Clones are handles to one and the same.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    seed: u64,
    odds: Odds,
    is_on: AtomicBool,
    happened: Mutex<BTreeMap<Fault, usize>>,
    trace: Trace,
}

impl Faults {
    pub(super) fn new(seed: u64, odds: Odds) -> Self {
        let (is_on, happened) = (AtomicBool::new(false), Mutex::default());
        Self(Arc::new(Inner { seed, odds, is_on, happened, trace: Trace::new() }))
    }

    /// From now on things go wrong.
    pub fn begin(&self) {
        self.record("faults begin");
        self.0.is_on.store(true, Relaxed);
    }

    /// Nothing goes wrong any more. What is late already still comes, for [`AFTERMATH`](super::AFTERMATH) at most; a
    /// socket that fell silent stays so.
    pub fn end(&self) {
        self.record("faults end");
        self.0.is_on.store(false, Relaxed);
    }

    /// Number of times that a fault has happened.
    pub fn count(&self, fault: Fault) -> usize {
        self.happened().get(&fault).copied().unwrap_or_default()
    }

    /// The faults that are possible but haven't happened.
    pub fn missing(&self) -> Vec<Fault> {
        self.0.odds.possible().filter(|&fault| self.count(fault) == 0).collect()
    }

    /// Adds a line to the trace. An id in it becomes a number.
    pub fn record(&self, what: impl Display) {
        self.0.trace.record(&what.to_string());
    }

    /// Returns once more has happened than in any simulation that comes to an end.
    pub(super) async fn pile_up(&self) {
        while self.0.trace.len() < MOST_LINES {
            sleep(WATCH_INTERVAL).await;
        }
    }

    /// Everything that happened, in order; the same whenever the seed is.
    pub fn trace(&self) -> Vec<String> {
        self.0.trace.all()
    }

    /// The fate of what has this name.
    pub(super) fn fate_of(&self, name: impl Hash) -> Fate {
        let mut hasher = DefaultHasher::new();
        (self.0.seed, name).hash(&mut hasher);
        Fate { faults: self.clone(), random: SmallRng::seed_from_u64(hasher.finish()) }
    }

    /// The process that handles the event of this name. It is no part of the event's fate, which stays the same
    /// whichever handles it.
    pub(super) fn process_of<'a, P, const N: usize>(&self, name: &str, processes: &'a [P; N]) -> &'a P {
        let process = self.fate_of(("process", name)).random.random_range(0..N);
        &processes[process]
    }

    /// Notes that a fault happened to `whom`.
    pub(super) fn happened_to(&self, whom: impl Display, fault: Fault) {
        *self.happened().entry(fault).or_default() += 1;
        self.record(format_args!("! {fault:?}: {whom}"));
    }

    fn happened(&self) -> MutexGuard<'_, BTreeMap<Fault, usize>> {
        self.0.happened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The fate of something, as chance has it.
pub(super) struct Fate {
    faults: Faults,
    random: SmallRng,
}

impl Fate {
    /// The one of these faults that happens, if any.
    pub fn fault(&mut self, possible: &[Fault]) -> Option<Fault> {
        let mut left: f64 = self.random.random();
        let mut happens = |fault: &Fault| {
            left -= self.faults.0.odds.of(*fault);
            left < 0.0
        };
        let fault = possible.iter().copied().find(&mut happens);
        fault.filter(|_| self.faults.0.is_on.load(Relaxed))
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.random.random_range(least..=most)
    }

    /// Yes or no.
    pub fn flips(&mut self) -> bool {
        self.random.random()
    }

    /// Lets a time go by, from `least` to `most` milliseconds.
    pub async fn pause(&mut self, (least, most): (u64, u64)) {
        sleep(Duration::from_millis(self.between(least, most))).await;
    }
}

/// Shows seed and trace of a simulation that fails.
pub(super) struct Report(pub Faults);

impl Drop for Report {
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let (seed, trace) = (self.0.0.seed, self.0.trace());
        let file = env::temp_dir().join(format!("simulation-{seed}.trace"));
        let shown = trace.get(trace.len().saturating_sub(SHOWN)..).unwrap_or_default().join("\n");
        let all = match fs::write(&file, trace.join("\n")) {
            Ok(()) => file.display().to_string(),
            Err(error) => error.to_string(),
        };
        eprintln!("the simulation of seed {seed} failed after:\n{shown}\nall of its trace: {all}");
    }
}
