//! What the kernel says of a process that runs.

use std::{error::Error, time::Duration};

use procfs::process::Process;
use tokio::process::Child;

/// The CPU time of all its threads so far. Those that have ended are not counted.
pub fn cpu_time(child: &Child) -> Result<Duration, Box<dyn Error>> {
    let mut nanos = 0;
    for thread in process(child)?.tasks()? {
        nanos += thread?.schedstat()?.sum_exec_runtime;
    }
    Ok(Duration::from_nanos(nanos))
}

/// Its resident memory in KiB: the most so far.
pub fn peak_memory(child: &Child) -> Result<u64, Box<dyn Error>> {
    Ok(process(child)?.status()?.vmhwm.ok_or("the process has ended")?)
}

fn process(child: &Child) -> Result<Process, Box<dyn Error>> {
    let id = child.id().ok_or("the process has ended")?;
    Ok(Process::new(id.try_into()?)?)
}
