//! Mail by SES.

use aws_sdk_sesv2::{
    Client,
    config::timeout::TimeoutConfig,
    error::DisplayErrorContext,
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use futures_util::{FutureExt, future::BoxFuture};

use super::{MailError, Mailer, Outgoing, SEND_TIMEOUT, format_message};

/// SES, by version 2 of its API.
#[derive(Clone, Debug)]
pub struct Ses(Client);

impl Ses {
    /// Opens the client.
    pub fn new(sdk: &aws_config::SdkConfig) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(SEND_TIMEOUT).build();
        let config = aws_sdk_sesv2::config::Builder::from(sdk).timeout_config(timeouts).build();
        Self(Client::from_conf(config))
    }

    async fn try_to_send(&self, mail: &Outgoing) -> Result<(), MailError> {
        let raw = RawMessage::builder().data(Blob::new(format_message(mail)?.formatted())).build();
        let raw = raw.map_err(|error| MailError::Refused(error.to_string()))?;
        let request = self.0.send_email();
        let request = request.from_email_address(&mail.from.1);
        let request = request.destination(Destination::builder().to_addresses(&mail.to).build());
        let sent = request.content(EmailContent::builder().raw(raw).build()).send().await;
        sent.map(|_| ()).map_err(|error| match error.as_service_error() {
            Some(SendEmailError::MessageRejected(rejected)) => MailError::Refused(rejected.to_string()),
            Some(SendEmailError::BadRequestException(refused)) => MailError::Refused(refused.to_string()),
            _ => {
                tracing::warn!(error = %DisplayErrorContext(&error), "mail not taken by SES");
                MailError::Unavailable("SES didn't take it.".to_owned())
            }
        })
    }
}

impl Mailer for Ses {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> BoxFuture<'a, Result<(), MailError>> {
        self.try_to_send(mail).boxed()
    }
}
