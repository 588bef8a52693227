//! Rounds: a request triggers an event, the system answers, every recipient gets the event.

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

/// Rounds before the measured ones, in which connections open and caches fill.
pub const WARM_UP: usize = 5;

/// Columns of [`figures`](Rounds::figures).
pub const COLUMNS: [Column; 6] = [
    ("answer p50 (before)", millis),
    ("answer p99", millis),
    ("last frame p50", millis),
    ("last frame p99", millis),
    ("system's CPU", millis),
    ("clients' CPU", millis),
];

/// Measurements of all rounds.
pub struct Rounds {
    answers: Vec<Duration>,
    last_frames: Vec<Duration>,
    cpu: [u64; 2],
}

impl Rounds {
    /// Measures `count` rounds after [`WARM_UP`]; a round begins when all have received the previous event. `trigger`
    /// gets the number of the round, and returns the event when the system has answered.
    pub async fn measure(
        program: &Program,
        listeners: &mut Listeners,
        count: usize,
        mut trigger: impl AsyncFnMut(usize) -> Result<Event>,
    ) -> Result<Self> {
        for round in 0..WARM_UP {
            let event = trigger(round).await?;
            listeners.wait_for_all(event).await;
        }
        let (mut answers, mut last_frames) = (Vec::new(), Vec::new());
        let cpu = Cpu::start(program)?;
        for round in WARM_UP..WARM_UP + count {
            let began = Instant::now();
            let event = trigger(round).await?;
            answers.push(began.elapsed());
            last_frames.extend(listeners.wait_for_all(event).await.map(|last| last - began));
        }
        Ok(Self { answers, last_frames, cpu: cpu.for_each(program, count)? })
    }

    /// Percentiles of the times, and CPU time per event, in microseconds.
    pub fn figures(self) -> Vec<u64> {
        let Self { answers, last_frames, cpu } = self;
        let times = [&answers, &last_frames]
            .into_iter()
            .flat_map(|times| [50, 99].map(|p| percentile(times.iter().copied(), p)));
        times.chain(cpu).collect()
    }
}
