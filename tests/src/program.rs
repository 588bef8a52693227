//! The real program, in a process and a folder of its own.

use std::{path::Path, process::Stdio};

use reqwest::Client;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{Actor, DEADLINE};

/// A running program. Dropped, it is killed.
pub struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// What it has said so far, line by line.
    pub said: Vec<String>,
    /// Such as `http://localhost:40123`.
    pub base_url: String,
}

/// What a program that has ended leaves behind.
#[derive(Debug)]
pub struct Outcome {
    /// Whether it ended well.
    pub success: bool,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Program {
    /// Starts the program at `path` with these arguments and settings, on a free port and in `folder`; ready when this
    /// returns.
    pub async fn start(path: &str, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        Self::start_on("0", path, folder, arguments, settings).await
    }

    /// Starts it where another has listened before, which its clients will come back to.
    pub async fn start_again(base_url: &str, path: &str, folder: &Path) -> Self {
        let port = base_url.rsplit(':').next().unwrap_or_default();
        Self::start_on(port, path, folder, &[], &[]).await
    }

    async fn start_on(port: &str, path: &str, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut command = command(path, folder, arguments, settings);
        let mut child = command.args(["--port", port]).stdout(Stdio::piped()).spawn().expect("the program starts");
        let stdout = child.stdout.take().expect("the program has a stdout");
        let mut program =
            Self { child, lines: BufReader::new(stdout).lines(), said: Vec::new(), base_url: String::new() };
        timeout(DEADLINE, program.hear_the_welcome()).await.expect("the program is ready in time");
        program
    }

    /// Runs the program until it ends by itself.
    pub async fn run(path: &str, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Outcome {
        let running = command(path, folder, arguments, settings).output();
        let output = timeout(DEADLINE, running).await.expect("the program ends in time").expect("the program starts");
        Outcome {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    async fn hear_the_welcome(&mut self) {
        while let Some(line) = self.lines.next_line().await.expect("the program's text") {
            let is_last = line.starts_with("Stop with");
            if let Some(url) = line.trim().strip_prefix("Start page") {
                self.base_url = url.trim().trim_end_matches('/').to_owned();
            }
            self.said.push(line);
            if is_last {
                return;
            }
        }
        panic!("the program ended instead of starting: {:?}", self.said);
    }

    /// The password that it has generated for somebody.
    pub fn password_of(&self, name: &str) -> &str {
        let line = self.said.iter().find_map(|line| line.trim().strip_prefix(name));
        line.expect("the program names the account").trim()
    }

    /// Nobody in particular.
    pub fn anon(&self) -> Actor {
        let ws_url = format!("{}/ws", self.base_url.replacen("http", "ws", 1));
        Actor::anonymous(Client::new(), &self.base_url, &ws_url)
    }

    /// kill -9.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the program can be killed");
    }

    /// Ctrl-C; gives whether it ended well.
    pub async fn interrupt(mut self) -> bool {
        let id = self.child.id().expect("the program runs").to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().await;
        assert!(sent.is_ok_and(|status| status.success()));
        let ended = timeout(DEADLINE, self.child.wait()).await;
        ended.expect("the program ends in time").is_ok_and(|status| status.success())
    }
}

/// Nothing but what is given here has a say: neither this process's settings nor a `.env` of the repository.
fn command(path: &str, folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(path);
    command
        .args(arguments)
        .env_clear()
        .envs(settings.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
