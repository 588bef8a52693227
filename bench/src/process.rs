//! What the kernel says of a process that runs.

use std::{error::Error, time::Duration};

use procfs::process::{LimitValue, Process};
use tokio::process::Child;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A child as the kernel knows it.
pub fn process(child: &Child) -> Result<Process> {
    let id = child.id().ok_or("the process has ended")?;
    Ok(Process::new(id.try_into()?)?)
}

/// The CPU time of all its threads so far. Those that have ended are not counted.
pub fn cpu_time(process: &Process) -> Result<Duration> {
    let mut nanos = 0;
    for thread in process.tasks()? {
        nanos += thread?.schedstat()?.sum_exec_runtime;
    }
    Ok(Duration::from_nanos(nanos))
}

/// Its CPU time so far with that of threads that have ended, to a hundredth of a second.
pub fn long_cpu_time(process: &Process) -> Result<Duration> {
    let stat = process.stat()?;
    Ok(Duration::from_millis((stat.utime + stat.stime) * 1_000 / procfs::ticks_per_second()))
}

/// Its resident memory in KiB.
pub fn memory(process: &Process) -> Result<u64> {
    Ok(process.status()?.vmrss.ok_or("the process has ended")?)
}

/// Its resident memory in KiB: the most so far.
pub fn peak_memory(process: &Process) -> Result<u64> {
    Ok(process.status()?.vmhwm.ok_or("the process has ended")?)
}

/// How many files and sockets this process, and each that it starts, can have open.
pub fn open_files() -> Result<u64> {
    match Process::myself()?.limits()?.max_open_files.soft_limit {
        LimitValue::Value(limit) => Ok(limit),
        LimitValue::Unlimited => Ok(u64::MAX),
    }
}
