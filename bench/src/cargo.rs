//! The cargo command that builds the measured programs.

use std::{env, ffi::OsString};

use tokio::process::Command;

/// Command for the cargo that runs this program, in the workspace's folder.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    command
}
