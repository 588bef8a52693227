//! Answers by mail in the local run, in place of SES: from a listener for SMTP on the loopback addresses, and by `POST`
//! from whoever holds a secret. Each is put into the bucket and handed to the function `worker` like an event of the
//! bucket in the cloud; its sender is told that it is taken once its message is stored.

mod post;
mod smtp;

use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;

use axum::Router;
use serde_json::json;
use shared::config::SecretKey;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;
use worker::MAIL_LIMIT as LIMIT;

use crate::background::Background;
use crate::error::StartError;
use crate::files::{BUCKET, EmbeddedFiles};

/// Folder of the mails within the bucket.
const FOLDER: &str = "received";

/// Ways by which mails arrive.
#[derive(Clone, Debug, Default)]
pub struct IncomingMailOptions {
    /// Port for SMTP on the loopback addresses; 0 for any free one.
    pub smtp_port: Option<u16>,
    /// Secret of those who may post mails.
    pub secret: Option<SecretKey>,
}

/// The way of a mail into the system. Cheap to clone.
#[derive(Clone)]
pub(crate) struct IncomingMail {
    folder: PathBuf,
    background: Background,
    /// Domain of the addresses that mails are answered to.
    domain: String,
}

/// The mail wasn't stored; its sender may try again.
#[derive(Debug)]
struct NotTaken;

impl IncomingMail {
    /// Prepares it for mails to a domain.
    pub fn new(files: &EmbeddedFiles, background: Background, domain: String) -> Self {
        Self { folder: files.path().join(FOLDER), background, domain }
    }

    /// Route for mails that are posted with a secret.
    pub fn router(&self, secret: SecretKey) -> Router {
        post::router(self.clone(), secret)
    }

    /// Listens for SMTP on the loopback addresses; returns the port.
    ///
    /// # Errors
    /// A port that is in use.
    pub async fn listen(&self, port: u16, tasks: &TaskTracker, stop: &CancellationToken) -> Result<u16, StartError> {
        let failed = |error| StartError::Listen { host: Ipv4Addr::LOCALHOST.to_string(), port, error };
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let port = first.local_addr().map_err(failed)?.port();
        tasks.spawn(smtp::serve(first, self.clone(), stop.clone()));
        if let Ok(second) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            tasks.spawn(smtp::serve(second, self.clone(), stop.clone()));
        }
        Ok(port)
    }

    /// Hands a mail to the function, and waits until it is dealt with.
    async fn take(&self, raw: &[u8]) -> Result<(), NotTaken> {
        let name = Uuid::new_v4().to_string();
        let path = self.folder.join(&name);
        let stored = async {
            tokio::fs::create_dir_all(&self.folder).await?;
            tokio::fs::write(&path, raw).await
        };
        stored.await.map_err(|error| {
            tracing::error!(%error, "an incoming mail can't be stored");
            NotTaken
        })?;
        let object = json!({"key": format!("{FOLDER}/{name}"), "size": raw.len()});
        let record = json!({"eventSource": "aws:s3", "s3": {"bucket": {"name": BUCKET}, "object": object}});
        let is_taken = self.background.attempt(&name, &json!({"Records": [record]}).to_string()).await;
        // The message has what counts; in the cloud the mail stays for a month.
        if let Err(error) = tokio::fs::remove_file(&path).await {
            tracing::warn!(%error, "an incoming mail can't be removed");
        }
        if is_taken { Ok(()) } else { Err(NotTaken) }
    }
}
