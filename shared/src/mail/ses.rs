//! Mail by SES. It replaces the `Message-ID`, so that a mail that is sent twice is two.

use aws_sdk_sesv2::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::DisplayErrorContext,
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use futures_util::{FutureExt, future::BoxFuture};

use super::{MailError, Mailer, Outgoing, SEND_TIMEOUT, format_message};
use crate::config::optional;

/// SES, by version 2 of its API.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    /// Set of SES whose events tell what becomes of mails.
    configuration_set: Option<String>,
}

impl Ses {
    /// Opens the client. `MAIL_CONFIGURATION_SET` names the set, if there is one.
    pub fn new(sdk: &aws_config::SdkConfig) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(SEND_TIMEOUT).build();
        let config = aws_sdk_sesv2::config::Builder::from(sdk).timeout_config(timeouts);
        // A request whose answer is lost may have sent the mail: it is repeated as late as a failed attempt.
        let config = config.retry_config(RetryConfig::disabled()).build();
        Self { client: Client::from_conf(config), configuration_set: optional("MAIL_CONFIGURATION_SET") }
    }

    async fn try_to_send(&self, mail: &Outgoing) -> Result<(), MailError> {
        let raw = RawMessage::builder().data(Blob::new(format_message(mail)?.formatted())).build();
        let raw = raw.map_err(|error| MailError::Refused(error.to_string()))?;
        let request = self.client.send_email().set_configuration_set_name(self.configuration_set.clone());
        let request = request.from_email_address(&mail.from.1);
        let request = request.destination(Destination::builder().to_addresses(&mail.to).build());
        let sent = request.content(EmailContent::builder().raw(raw).build()).send().await;
        sent.map(|_| ()).map_err(|error| match error.as_service_error() {
            Some(SendEmailError::BadRequestException(refused)) => MailError::Refused(refused.to_string()),
            // Also a sender or a sandbox that isn't set up yet.
            Some(refused) => MailError::Unavailable(refused.to_string()),
            None => {
                tracing::warn!(error = %DisplayErrorContext(&error), "mail not taken by SES");
                MailError::Unavailable("SES can't be reached.".to_owned())
            }
        })
    }
}

impl Mailer for Ses {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        self.try_to_send(mail).boxed()
    }
}
