//! What the system and its clients take of the processor, which they share.

use std::time::Duration;

use procfs::process::Process;

use super::{Result, program::Program};
use crate::{figures::micros, process::long_cpu_time};

/// CPU time from a moment on.
pub struct Cpu {
    system: Duration,
    clients: Duration,
}

impl Cpu {
    /// From now on.
    pub fn start(program: &Program) -> Result<Self> {
        let [system, clients] = now(program)?;
        Ok(Self { system, clients })
    }

    /// What the system and the clients, in this order, have taken since then for each of `count` events: microseconds.
    pub fn for_each(&self, program: &Program, count: usize) -> Result<[u64; 2]> {
        let [system, clients] = now(program)?;
        let each = |time: Duration| micros(time) / (count.max(1) as u64);
        Ok([each(system.saturating_sub(self.system)), each(clients.saturating_sub(self.clients))])
    }
}

fn now(program: &Program) -> Result<[Duration; 2]> {
    Ok([long_cpu_time(program.process())?, long_cpu_time(&Process::myself()?)?])
}
