//! A listener for SMTP (RFC 5321), for mail servers and programs on this machine.

use std::io;
use std::slice::Iter;
use std::sync::Arc;
use std::time::Duration;

use smtp_proto::request::receiver::{DataReceiver, RequestReceiver};
use smtp_proto::{Error, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{IncomingMail, LIMIT};

/// Most connections at once.
const CONNECTIONS: usize = 16;
/// Most recipients of a mail.
const RECIPIENTS: usize = 100;
/// Longest wait for a client's next bytes (RFC 5321, 4.5.3.2, asks for five minutes).
const PAUSE: Duration = Duration::from_secs(5 * 60);
/// Size of a read, in bytes.
const CHUNK: usize = 16 * 1024;

/// Serves connections until `stop` is cancelled.
pub(super) async fn serve(listener: TcpListener, incoming: IncomingMail, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        let Ok((stream, _)) = accepted else { continue };
        let Ok(place) = places.clone().try_acquire_owned() else { continue };
        let (incoming, stop) = (incoming.clone(), stop.clone());
        tokio::spawn(async move {
            let conversation = Conversation::new(stream, incoming).hold();
            if let Some(Err(error)) = stop.run_until_cancelled(conversation).await {
                tracing::debug!(%error, "SMTP connection ended early");
            }
            drop(place);
        });
    }
}

/// A connection.
struct Conversation {
    stream: TcpStream,
    incoming: IncomingMail,
    has_sender: bool,
    recipients: usize,
    has_ended: bool,
}

/// Content that is being received.
struct Content {
    receiver: DataReceiver,
    raw: Vec<u8>,
    is_too_large: bool,
}

impl Conversation {
    fn new(stream: TcpStream, incoming: IncomingMail) -> Self {
        Self { stream, incoming, has_sender: false, recipients: 0, has_ended: false }
    }

    async fn hold(mut self) -> io::Result<()> {
        let (mut requests, mut content) = (RequestReceiver::default(), None);
        let mut chunk = vec![0; CHUNK];
        self.say(&format!("220 {} ESMTP", self.incoming.domain)).await?;
        while !self.has_ended {
            let read = timeout(PAUSE, self.stream.read(&mut chunk)).await??;
            if read == 0 {
                return Ok(());
            }
            let mut bytes = chunk[..read].iter();
            while !bytes.as_slice().is_empty() && !self.has_ended {
                content = match content.take() {
                    Some(content) => self.receive(content, &mut bytes).await?,
                    None => match requests.ingest(&mut bytes) {
                        Ok(request) => self.answer(&request).await?,
                        Err(Error::NeedsMoreData { .. }) => break,
                        Err(error) => {
                            self.refuse(&error).await?;
                            None
                        }
                    },
                };
            }
        }
        self.stream.shutdown().await
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await
    }

    /// Answers a command; returns the content that is to follow.
    async fn answer(&mut self, request: &Request<std::borrow::Cow<'_, str>>) -> io::Result<Option<Content>> {
        let domain = self.incoming.domain.clone();
        match request {
            Request::Ehlo { .. } => {
                self.say(&format!("250-{domain}\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE {LIMIT}")).await?;
            }
            Request::Helo { .. } => self.say(&format!("250 {domain}")).await?,
            Request::Mail { from } if from.size > LIMIT => self.say("552 5.3.4 The mail is too large").await?,
            Request::Mail { .. } => {
                (self.has_sender, self.recipients) = (true, 0);
                self.say("250 2.1.0 OK").await?;
            }
            Request::Rcpt { to } if self.has_sender => {
                let is_here = to.address.rsplit_once('@').is_some_and(|(_, of)| of.eq_ignore_ascii_case(&domain));
                let answer = match (is_here, self.recipients < RECIPIENTS) {
                    (false, _) => "550 5.1.2 No mail is received for this domain",
                    (true, false) => "452 4.5.3 Too many recipients",
                    (true, true) => {
                        self.recipients += 1;
                        "250 2.1.5 OK"
                    }
                };
                self.say(answer).await?;
            }
            Request::Data if self.recipients > 0 => {
                self.say("354 Go ahead").await?;
                return Ok(Some(Content { receiver: DataReceiver::new(), raw: Vec::new(), is_too_large: false }));
            }
            Request::Rcpt { .. } | Request::Data => self.say("503 5.5.1 Say from whom and to whom first").await?,
            Request::Rset => {
                self.forget();
                self.say("250 2.0.0 OK").await?;
            }
            Request::Noop { .. } => self.say("250 2.0.0 OK").await?,
            Request::Quit => {
                self.has_ended = true;
                self.say("221 2.0.0 Goodbye").await?;
            }
            _ => self.say("502 5.5.1 Command not implemented").await?,
        }
        Ok(None)
    }

    /// Receives content, and takes the mail at its end.
    async fn receive(&mut self, mut content: Content, bytes: &mut Iter<'_, u8>) -> io::Result<Option<Content>> {
        let is_complete = content.receiver.ingest(bytes, &mut content.raw);
        if content.raw.len() > LIMIT {
            content.raw.clear();
            content.is_too_large = true;
        }
        if !is_complete {
            return Ok(Some(content));
        }
        self.forget();
        let answer = if content.is_too_large {
            "552 5.3.4 The mail is too large"
        } else if self.incoming.take(&content.raw).await.is_ok() {
            "250 2.0.0 Taken"
        } else {
            "451 4.3.0 Try again later"
        };
        self.say(answer).await?;
        Ok(None)
    }

    fn forget(&mut self) {
        (self.has_sender, self.recipients) = (false, 0);
    }

    async fn refuse(&mut self, error: &Error) -> io::Result<()> {
        let answer = match error {
            Error::ResponseTooLong => {
                self.has_ended = true;
                "500 5.5.2 The line is too long"
            }
            Error::UnknownCommand => "500 5.5.1 Unknown command",
            Error::InvalidSenderAddress | Error::InvalidRecipientAddress => "501 5.1.3 This is no address",
            _ => "501 5.5.4 The command can't be read",
        };
        self.say(answer).await
    }
}
