//! A mail program's side of SMTP.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::DEADLINE;

/// A connection to the system's listener for mail.
pub struct Smtp(BufReader<TcpStream>);

impl Smtp {
    /// Connects, and is greeted.
    pub async fn connect(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.expect("a listener");
        let mut smtp = Self(BufReader::new(stream));
        assert_eq!(smtp.code().await, 220);
        assert_eq!(smtp.says("EHLO tests.example").await, 250);
        smtp
    }

    /// Sends a command; returns the code of its answer.
    pub async fn says(&mut self, line: &str) -> u16 {
        self.0.write_all(format!("{line}\r\n").as_bytes()).await.expect("an open connection");
        self.code().await
    }

    /// Sends a mail; returns the code of the last answer.
    pub async fn sends(&mut self, to: &str, mail: &str) -> u16 {
        for (line, expected) in
            [("MAIL FROM:<someone@example.com>", 250), (&format!("RCPT TO:<{to}>"), 250), ("DATA", 354)]
        {
            let code = self.says(line).await;
            if code != expected {
                return code;
            }
        }
        let lines = mail.lines().map(|line| if line.starts_with('.') { format!(".{line}") } else { line.to_owned() });
        self.says(&format!("{}\r\n.", lines.collect::<Vec<_>>().join("\r\n"))).await
    }

    async fn code(&mut self) -> u16 {
        let mut line = String::new();
        loop {
            line.clear();
            timeout(DEADLINE, self.0.read_line(&mut line)).await.expect("an answer").expect("an open connection");
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.get(..3).and_then(|code| code.parse().ok()).unwrap_or_default();
            }
        }
    }
}
