//! The system that is measured: the program `local` in memory, in a process of its own.

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
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use super::Result;
use crate::{cargo::cargo, desk::PASSWORD, kept, process};

/// How long it may take to start.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds the program in the profile of this one; says where it is.
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
        // Together with this one, so that what both need is not built again with fewer features.
        .args(["--package", "bench", "--package", "local", "--bin", "local"])
        .status()
        .await?;
    if status.success() { Ok(folder.join("local")) } else { Err("`cargo build` failed".into()) }
}

/// A running program. Ends when it is dropped.
pub struct Program {
    child: Child,
    /// Kept open, so that it can say more than is listened to.
    _said: Lines<BufReader<ChildStdout>>,
    process: Process,
    address: SocketAddr,
}

impl Program {
    /// Starts it on a free port, with nothing of this process's settings; the admin's password is everybody's. Without
    /// limits: its clients are one address, and people who never rest.
    pub async fn start(path: &Path) -> Result<Self> {
        Self::start_with(path, None).await
    }

    /// The same with this limit, as it is by default.
    pub async fn start_with(path: &Path, limit: Option<&str>) -> Result<Self> {
        fs::create_dir_all(kept::folder())?;
        let limits = Limits::SETTINGS.iter().map(|limit| limit.name).chain(["CONNECTIONS_PER_ADDRESS"]);
        let unlimited = limits.filter(|name| limit != Some(name));
        let mut child = Command::new(path)
            .args(["--ephemeral", "--host", "127.0.0.1", "--port", "0"])
            .env_clear()
            .envs([("ADMIN_PASSWORD", PASSWORD), ("RUST_LOG", "error")])
            .envs(unlimited.map(|name| (name, "0")))
            .current_dir(kept::folder())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let process = process::process(&child)?;
        let mut said = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let address = timeout(START_TIMEOUT, address(&mut said)).await??;
        Ok(Self { child, _said: said, process, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Ends it, and with it all connections.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// Where it says that it listens.
async fn address(said: &mut Lines<BufReader<ChildStdout>>) -> Result<SocketAddr> {
    while let Some(line) = said.next_line().await? {
        if let Some(url) = line.trim().strip_prefix("Start page") {
            return Ok(url.trim().trim_start_matches("http://").trim_end_matches('/').parse()?);
        }
    }
    Err("the program ended instead of starting".into())
}
