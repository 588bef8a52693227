//! A mail as it goes over the wire: MIME (RFC 2045), with a part of text and one of HTML.

use lettre::{
    Message,
    address::AddressError,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use super::MailError;

/// A mail to hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Unique and the same in all attempts: mail programs show a mail once by it.
    pub message_id: String,
    /// Name and address of the sender.
    pub from: (String, String),
    /// Address of the recipient.
    pub to: String,
    /// Subject: one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// URL that a `POST` to which ends such mails (RFC 8058).
    pub unsubscribe_url: Option<String>,
    /// Address that it is answered to, if not the sender's.
    pub reply_to: Option<String>,
}

/// Formats a mail.
///
/// # Errors
/// An address that can't stand in a header.
pub fn format_message(mail: &Outgoing) -> Result<Message, MailError> {
    let (name, address) = &mail.from;
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}>", mail.message_id)))
        .from(mailbox(named(name), address)?)
        .to(mailbox(None, &mail.to)?)
        .subject(&mail.subject)
        .header(AutoSubmitted);
    if let Some(address) = &mail.reply_to {
        builder = builder.reply_to(mailbox(named(name), address)?);
    }
    if let Some(url) = &mail.unsubscribe_url {
        builder = builder.header(ListUnsubscribe(format!("<{url}>"))).header(ListUnsubscribePost);
    }
    let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    builder.multipart(parts).map_err(|error| MailError::Refused(error.to_string()))
}

fn named(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

fn mailbox(name: Option<String>, address: &str) -> Result<Mailbox, MailError> {
    let address = address.parse().map_err(|error: AddressError| MailError::Refused(error.to_string()))?;
    Ok(Mailbox::new(name, address))
}

/// Says that no person wrote the mail, so that no program answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// Way to get no more such mails (RFC 2369).
#[derive(Clone)]
struct ListUnsubscribe(String);

/// Says that a `POST` is enough (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribePost;

type Parsed<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

macro_rules! header {
    ($type:ident, $name:literal, $value:expr) => {
        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Parsed<Self> {
                Err("written only".into())
            }

            fn display(&self) -> HeaderValue {
                let value: fn(&Self) -> String = $value;
                HeaderValue::new(Self::name(), value(self))
            }
        }
    };
}

header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated".to_owned());
header!(ListUnsubscribe, "List-Unsubscribe", |header| header.0.clone());
header!(ListUnsubscribePost, "List-Unsubscribe-Post", |_| "List-Unsubscribe=One-Click".to_owned());

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Outgoing {
        Outgoing {
            message_id: "1@example.com".to_owned(),
            from: ("Acme, Inc.".to_owned(), "help@example.com".to_owned()),
            to: "ana@example.com".to_owned(),
            subject: "Tienes un mensaje nuevo – ¡míralo!".to_owned(),
            text: "Hola".to_owned(),
            html: "<p>Hola</p>".to_owned(),
            unsubscribe_url: Some("https://chat.example.com/stop".to_owned()),
            reply_to: Some("7@reply.example.com".to_owned()),
        }
    }

    #[test]
    fn a_mail_has_both_parts_and_says_how_to_end_it() -> Result<(), MailError> {
        let text = String::from_utf8_lossy(&format_message(&mail())?.formatted()).into_owned();
        for line in [
            "Message-ID: <1@example.com>",
            "From: =?utf-8?b?QWNtZSwgSW5jLg==?= <help@example.com>",
            "To: ana@example.com",
            "Reply-To: =?utf-8?b?QWNtZSwgSW5jLg==?= <7@reply.example.com>",
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://chat.example.com/stop>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(text.contains("text/plain") && text.contains("text/html"), "{text}");
        Ok(())
    }

    #[test]
    fn nothing_that_is_typed_makes_a_header() {
        let injected = |to: &str| format_message(&Outgoing { to: to.to_owned(), ..mail() }).is_err();
        assert!(injected("ana@example.com\r\nBcc: all@example.com") && injected("") && injected("ana"));
        let subject = Outgoing { subject: "a\r\nBcc: all@example.com".to_owned(), ..mail() };
        let text = format_message(&subject).map(|message| String::from_utf8_lossy(&message.formatted()).into_owned());
        assert!(text.is_ok_and(|text| !text.contains("\nBcc:")));
    }
}
