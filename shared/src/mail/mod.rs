//! Sending of mail: by SES, or by any SMTP server. Nothing here decides who gets one.

mod message;
mod ses;
mod smtp;

use std::{fmt, time::Duration};

use futures_util::future::BoxFuture;

pub use message::{Outgoing, format_message};
pub use ses::Ses;
pub use smtp::Smtp;

/// Longest wait for a service to take a mail.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// A service that takes mails. It may be handed one twice, under the same id: a process may die between the service's
/// answer and its own note of it.
pub trait Mailer: fmt::Debug + Send + Sync {
    /// Hands a mail over.
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>>;
}

/// Reason why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The mail or its recipient is refused: another attempt would be as well.
    #[error("{0}")]
    Refused(String),
    /// The service is out of reach, busy, or not set up.
    #[error("{0}")]
    Unavailable(String),
}
