//! A mail service in place of SES: it hands the mails that it gets to the test, and answers each as it was told to.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{FutureExt, future::BoxFuture};
use shared::mail::{MailError, Mailer, Outgoing};
use tokio::{
    sync::{
        Mutex as AsyncMutex,
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    },
    time::timeout,
};

use crate::DEADLINE;

/// The service. Without being told otherwise it takes every mail.
#[derive(Debug)]
pub struct Mailbox {
    sender: UnboundedSender<Outgoing>,
    mails: AsyncMutex<UnboundedReceiver<Outgoing>>,
    answer: Mutex<Result<(), MailError>>,
}

impl Mailbox {
    /// Opens an empty one.
    pub fn open() -> Arc<Self> {
        let (sender, mails) = unbounded_channel();
        Arc::new(Self { sender, mails: AsyncMutex::new(mails), answer: Mutex::new(Ok(())) })
    }

    /// The next mail that the service gets, whatever it answers.
    pub async fn next(&self) -> Outgoing {
        let mut mails = self.mails.lock().await;
        let mail = timeout(DEADLINE, mails.recv()).await;
        mail.ok().flatten().expect("a mail")
    }

    /// Answers all mails from now on like this.
    pub fn answers(&self, answer: Result<(), MailError>) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }
}

impl Mailer for Mailbox {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        async {
            self.sender.send(mail.clone()).expect("the test waits for it");
            self.answer.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }
        .boxed()
    }
}
