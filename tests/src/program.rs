//! The real program, in a process and a folder of its own.

use std::{path::Path, process::Stdio};

use reqwest::Client;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::mpsc,
    time::timeout,
};

use crate::{Actor, DEADLINE};

/// A running program. Dropped, it is killed.
pub struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    log: mpsc::UnboundedReceiver<String>,
    /// Its output so far, line by line.
    pub said: Vec<String>,
    /// Such as `http://localhost:40123`.
    pub base_url: String,
}

/// Outcome of a program that has ended.
#[derive(Debug)]
pub struct Outcome {
    /// `true` if it ended well.
    pub success: bool,
    /// Its stdout.
    pub stdout: String,
    /// Its stderr.
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
        let mut child = command
            .args(["--port", port])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("the program has a stdout");
        let stderr = child.stderr.take().expect("the program has a stderr");
        let (logged, log) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stderr).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                eprintln!("{line}");
                // Nobody may want to know.
                let _ = logged.send(line);
            }
        });
        let mut program =
            Self { child, lines: BufReader::new(stdout).lines(), log, said: Vec::new(), base_url: String::new() };
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

    /// The next line of its log that holds all of this.
    pub async fn logs(&mut self, parts: &[&str]) -> String {
        let next = async {
            loop {
                let line = self.log.recv().await.expect("the program runs");
                if parts.iter().all(|part| line.contains(part)) {
                    return line;
                }
            }
        };
        timeout(DEADLINE, next).await.unwrap_or_else(|_| panic!("the program logs a line with {parts:?}"))
    }

    /// The password that it has generated for somebody.
    pub fn password_of(&self, name: &str) -> &str {
        let line = self.said.iter().find_map(|line| line.trim().strip_prefix(name));
        line.expect("the program names the account").trim()
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id().expect("the program runs")
    }

    /// Nobody in particular.
    pub fn anon(&self) -> Actor {
        let ws_url = format!("{}/ws", self.base_url.replacen("http", "ws", 1));
        Actor::anonymous(Client::new(), &self.base_url, &ws_url)
    }

    /// Somebody with this name and password.
    pub async fn sign_in(&self, name: &str, password: &str) -> Actor {
        let anon = self.anon();
        let login = json!({"username": name, "password": password});
        anon.signed_in(anon.post("/api/auth/login/", login).await.ok())
    }

    /// kill -9.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the program can be killed");
    }

    /// Ctrl-C; gives whether it ended well.
    pub async fn interrupt(self) -> bool {
        self.interrupted().await.success
    }

    /// Ctrl-C; gives what it leaves behind.
    pub async fn interrupted(mut self) -> Outcome {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().await;
        assert!(sent.is_ok_and(|status| status.success()));
        let ended = timeout(DEADLINE, self.child.wait()).await;
        let success = ended.expect("the program ends in time").is_ok_and(|status| status.success());
        let mut stderr = Vec::new();
        while let Some(line) = self.log.recv().await {
            stderr.push(line);
        }
        Outcome { success, stdout: self.said.join("\n"), stderr: stderr.join("\n") }
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
