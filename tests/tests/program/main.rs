//! The program as a newcomer runs it: real processes, real files.

mod accounts;
mod answers_log;
mod curl;
mod kill;
#[cfg(target_os = "linux")]
mod ports;
mod secrets;
mod security_log;
mod start;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_program");

/// A folder of the test's own, gone at the end.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}
