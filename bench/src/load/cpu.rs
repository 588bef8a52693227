//! CPU time of the system and of its clients, which share the processors.

use std::time::Duration;

use procfs::process::Process;

use super::{Result, program::Program};
use crate::{figures::micros, process::long_cpu_time};

/// CPU time since a given moment.
pub struct Cpu {
    system: Duration,
    clients: Duration,
}

impl Cpu {
    /// Starts counting.
    pub fn start(program: &Program) -> Result<Self> {
        let [system, clients] = now(program)?;
        Ok(Self { system, clients })
    }

    /// CPU time since the start, in microseconds per event of `count`: of the system, then of the clients.
    pub fn for_each(&self, program: &Program, count: usize) -> Result<[u64; 2]> {
        let [system, clients] = now(program)?;
        let each = |time: Duration| micros(time) / (count.max(1) as u64);
        Ok([each(system.saturating_sub(self.system)), each(clients.saturating_sub(self.clients))])
    }
}

fn now(program: &Program) -> Result<[Duration; 2]> {
    Ok([long_cpu_time(program.process())?, long_cpu_time(&Process::myself()?)?])
}
