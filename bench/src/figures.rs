//! Statistics and formatting of measurements.

use std::time::Duration;

/// Whole microseconds, the unit of saved results.
pub fn micros(time: Duration) -> u64 {
    time.as_micros().try_into().unwrap_or(u64::MAX)
}

/// The given percentile of the times, in microseconds; 0 without any.
pub fn percentile(times: impl IntoIterator<Item = Duration>, percent: usize) -> u64 {
    let mut times: Vec<Duration> = times.into_iter().collect();
    times.sort_unstable();
    let rank = (times.len() * percent).div_ceil(100);
    times.get(rank.saturating_sub(1)).copied().map_or(0, micros)
}

/// Formats microseconds as milliseconds.
pub fn millis(micros: u64) -> String {
    format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
}

/// Formats bytes as MiB.
pub fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// Formats bytes as KiB.
pub fn kibibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1 << 10);
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

/// Prints a line of a report.
#[expect(clippy::print_stdout, reason = "reports are what this program is for")]
pub fn line(text: &str) {
    println!("{text}");
}
