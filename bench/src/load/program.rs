//! The measured system: the program `local` in another process, with its data on disk, where each commit is synced.

use std::{
    env,
    ffi::OsStr,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use procfs::process::Process;
use shared::config::Limits;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use super::Result;
use crate::{cargo::cargo, desk::PASSWORD, process, results};

/// Longest wait for the program to start.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds the program in the profile of this one; returns its path.
///
/// # Errors
/// When cargo fails.
pub async fn build() -> Result<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.parent().ok_or("this program is in no folder")?;
    let profile = match folder.file_name().and_then(OsStr::to_str) {
        None | Some("debug") => "dev",
        Some(name) => name,
    };
    let status = cargo()
        .args(["build", "--quiet", "--locked", "--profile", profile])
        // Built together with this package, because cargo would rebuild shared dependencies with fewer features.
        .args(["--package", "bench", "--package", "local", "--bin", "local"])
        .status()
        .await?;
    if status.success() { Ok(folder.join("local")) } else { Err("`cargo build` failed".into()) }
}

/// A running program. Dropping it kills the process.
pub struct Program {
    child: Child,
    /// Kept open, so that the program can go on writing after its start.
    _output: Lines<BufReader<ChildStdout>>,
    process: Process,
    address: SocketAddr,
    /// Held until the program has ended.
    _data: TempDir,
}

impl Program {
    /// Starts the program on a free port, without this process's environment. Rate limits are off, because all clients
    /// share one address and never pause.
    pub async fn start(path: &Path) -> Result<Self> {
        Self::start_with(path, None).await
    }

    /// Starts the program with this one limit at its default.
    pub async fn start_with(path: &Path, limit: Option<&str>) -> Result<Self> {
        fs::create_dir_all(results::folder())?;
        let limits = Limits::SETTINGS.iter().map(|limit| limit.declaration.name).chain(["CONNECTIONS_PER_ADDRESS"]);
        let unlimited = limits.filter(|name| limit != Some(name));
        let data = TempDir::new_in(results::folder())?;
        let mut child = Command::new(path)
            .args(["--host", "127.0.0.1", "--port", "0", "--data-dir"])
            .arg(data.path())
            .env_clear()
            .envs([("ADMIN_PASSWORD", PASSWORD), ("RUST_LOG", "error")])
            .envs(unlimited.map(|name| (name, "0")))
            .current_dir(results::folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let process = process::process(&child)?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let address = timeout(START_TIMEOUT, address(&mut output)).await??;
        Ok(Self { child, _output: output, process, address, _data: data })
    }

    /// Address on which the program listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Process of the program.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Kills the program, which closes all connections.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// Reads the address from the program's output.
async fn address(output: &mut Lines<BufReader<ChildStdout>>) -> Result<SocketAddr> {
    while let Some(line) = output.next_line().await? {
        if let Some(url) = line.trim().strip_prefix("Start page") {
            return Ok(url.trim().trim_start_matches("http://").trim_end_matches('/').parse()?);
        }
    }
    Err("the program ended instead of starting".into())
}
