//! Measurements that the kernel provides of a running process.

use std::{error::Error, time::Duration};

use procfs::process::{LimitValue, Process};
use tokio::process::Child;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The kernel's view of a child process.
pub fn process(child: &Child) -> Result<Process> {
    let id = child.id().ok_or("the process has ended")?;
    Ok(Process::new(id.try_into()?)?)
}

/// CPU time of all running threads. Threads that have ended don't count.
pub fn cpu_time(process: &Process) -> Result<Duration> {
    let mut nanos = 0;
    for thread in process.tasks()? {
        nanos += thread?.schedstat()?.sum_exec_runtime;
    }
    Ok(Duration::from_nanos(nanos))
}

/// CPU time including threads that have ended, to a hundredth of a second.
pub fn long_cpu_time(process: &Process) -> Result<Duration> {
    let stat = process.stat()?;
    Ok(Duration::from_millis((stat.utime + stat.stime) * 1_000 / procfs::ticks_per_second()))
}

/// Resident memory, in KiB.
pub fn memory(process: &Process) -> Result<u64> {
    Ok(process.status()?.vmrss.ok_or("the process has ended")?)
}

/// Peak resident memory, in KiB.
pub fn peak_memory(process: &Process) -> Result<u64> {
    Ok(process.status()?.vmhwm.ok_or("the process has ended")?)
}

/// Limit of open files and sockets, of this process and of each that it starts.
pub fn open_files() -> Result<u64> {
    match Process::myself()?.limits()?.max_open_files.soft_limit {
        LimitValue::Value(limit) => Ok(limit),
        LimitValue::Unlimited => Ok(u64::MAX),
    }
}
