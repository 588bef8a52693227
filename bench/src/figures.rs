//! How figures are summed up and written.

use std::time::Duration;

/// Whole microseconds, as results keep times.
pub fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}

/// The time in microseconds that so many of a hundred didn't exceed; 0 of none.
pub fn percentile(times: impl IntoIterator<Item = Duration>, percent: usize) -> u64 {
    let mut times: Vec<Duration> = times.into_iter().collect();
    times.sort_unstable();
    let rank = (times.len() * percent).div_ceil(100);
    times.get(rank.saturating_sub(1)).copied().map_or(0, micros)
}

/// Microseconds as people read them.
pub fn millis(micros: u64) -> String {
    format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
}

/// Bytes as people read them.
pub fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// Bytes as people read them, when they are few.
pub fn kibibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 10);
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

/// Prints a line of a report.
#[expect(clippy::print_stdout, reason = "reports are what this program is for")]
pub fn line(text: &str) {
    println!("{text}");
}
