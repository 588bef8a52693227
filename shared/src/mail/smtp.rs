//! Mail by SMTP.

use futures_util::{FutureExt, future::BoxFuture};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, transport::smtp};

use super::{MailError, Mailer, Outgoing, SEND_TIMEOUT, format_message};
use crate::config::ConfigError;

/// An SMTP server.
#[derive(Clone, Debug)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    /// The server at `url`, such as `smtps://user:password@smtp.example.com`.
    ///
    /// # Errors
    /// A URL that isn't one of a server.
    pub fn new(url: &str) -> Result<Self, ConfigError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        // The error could repeat the password.
        let problem = || "is not an address such as smtps://user:password@smtp.example.com".to_owned();
        transport
            .map(|builder| Self(builder.timeout(Some(SEND_TIMEOUT)).build()))
            .map_err(|_| ConfigError { name: "SMTP_URL", problem: problem() })
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        async {
            let sent = self.0.send(format_message(mail)?).await;
            sent.map(|_| ()).map_err(|error| reason(&error))
        }
        .boxed()
    }
}

fn reason(error: &smtp::Error) -> MailError {
    let text = error.to_string();
    // 530 to 538 (RFC 4954): the account is refused, not the mail.
    let is_account = error.status().is_some_and(|code| code.to_string().starts_with("53"));
    if error.is_permanent() && !is_account { MailError::Refused(text) } else { MailError::Unavailable(text) }
}
