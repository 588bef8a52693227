//! The way of an event, measured over and over: something causes it, the system answers, everyone gets it.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    Result,
    cpu::Cpu,
    listeners::{Event, Listeners},
    program::Program,
    report::Column,
};
use crate::figures::{millis, percentile};

/// How many rounds come before those that count, for connections to open and caches to fill.
pub const WARM_UP: usize = 5;

/// What [`figures`](Rounds::figures) are.
pub const COLUMNS: [Column; 6] = [
    ("answer p50 (before)", millis),
    ("answer p99", millis),
    ("last frame p50", millis),
    ("last frame p99", millis),
    ("system's CPU", millis),
    ("clients' CPU", millis),
];

/// What came of the rounds.
pub struct Rounds {
    answers: Vec<Duration>,
    last_frames: Vec<Duration>,
    cpu: [u64; 2],
}

impl Rounds {
    /// Measures so many rounds after [`WARM_UP`], each when all have got the event before. `cause` gets the round's
    /// number, and returns the event when the system has answered.
    pub async fn measure(
        program: &Program,
        listeners: &mut Listeners,
        count: usize,
        mut cause: impl AsyncFnMut(usize) -> Result<Event>,
    ) -> Result<Self> {
        for round in 0..WARM_UP {
            let event = cause(round).await?;
            listeners.all_get(event).await;
        }
        let (mut answers, mut last_frames) = (Vec::new(), Vec::new());
        let cpu = Cpu::start(program)?;
        for round in WARM_UP..WARM_UP + count {
            let began = Instant::now();
            let event = cause(round).await?;
            answers.push(began.elapsed());
            last_frames.extend(listeners.all_get(event).await.map(|last| last - began));
        }
        Ok(Self { answers, last_frames, cpu: cpu.for_each(program, count)? })
    }

    /// The times and the CPU time of an event, in microseconds.
    pub fn figures(self) -> Vec<u64> {
        let Self { answers, last_frames, cpu } = self;
        let times = [&answers, &last_frames]
            .into_iter()
            .flat_map(|times| [50, 99].map(|p| percentile(times.iter().copied(), p)));
        times.chain(cpu).collect()
    }
}
