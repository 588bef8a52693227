//! Mails as they arrive: MIME (RFC 2045) into an answer.

mod event;
mod guard;
mod headers;
mod html;
mod reply;

use std::collections::BTreeSet;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use shared::{
    ApiError, State,
    model::ReceivedOutcome,
    ops::mail::{Answer, AnswerFile, LinkToken, count_received, receive_answer},
    text::{line, lines},
};

use event::{Object, StoredObject};
use headers::Headers;

pub(crate) use event::BucketEvent;

/// Largest mail that is read, in bytes.
pub const MAIL_LIMIT: usize = 30 * 1024 * 1024;
/// Longest text that is looked at, in bytes.
const TEXT: usize = 1_000_000;
/// Largest picture within a text that is left out as an ornament, such as a signature's logo, in bytes.
const ORNAMENT: usize = 10 * 1024;
/// Most parts that are looked at: far more than the files of an answer that are taken.
const PARTS: usize = 200;
/// Types of parts that say something about the mail itself, to programs.
const SIGNATURES: [&str; 3] = ["pgp-signature", "pkcs7-signature", "x-pkcs7-signature"];

/// Makes an answer of a mail that the mail service has put into a bucket, where it stays.
///
/// # Errors
/// An unreachable table or bucket. To be repeated.
pub(crate) async fn receive(state: &State, stored: StoredObject) -> Result<(), ApiError> {
    let StoredObject { bucket, object: Object { key, size } } = stored;
    let Some(domain) = &state.config.desk.reply_domain else { return Ok(()) };
    let answer = if size > MAIL_LIMIT as u64 {
        None
    } else {
        let Some(raw) = state.files.get_mail(&bucket.name, &key).await? else { return Ok(()) };
        parse(raw.into(), domain)
    };
    let outcome = match answer {
        Some(answer) => receive_answer(state, &answer).await?,
        None => count_received(state, ReceivedOutcome::Unreadable).await?,
    };
    tracing::info!(key, size, %outcome, "mail received");
    Ok(())
}

/// Reads a mail; `None` if it isn't one. Its sender answers a mail if they write to an address of `domain`.
fn parse(mut raw: Vec<u8>, domain: &str) -> Option<Answer> {
    if !guard::tame(&mut raw) {
        return None;
    }
    let message = MessageParser::default().parse(&raw)?;
    let headers = Headers::of(&message);
    let addresses = headers.addresses_of(domain);
    let written = written(&message, &addresses);
    Some(Answer {
        known_by: known_by(&message),
        sender: headers.sender().unwrap_or_default(),
        subject: subject(message.thread_name().unwrap_or_default()),
        text: readable(&written),
        files: files(&message),
        refusal: headers.refusal(),
        tokens: addresses.iter().filter_map(|address| address.split('@').next()).map(LinkToken::from).collect(),
    })
}

/// The id of a mail; without one, which RFC 5322 permits, what is the same each time that it arrives: servers put headers of
/// their own in front.
fn known_by(message: &Message<'_>) -> Vec<u8> {
    match message.message_id() {
        Some(id) => id.as_bytes().to_vec(),
        None => {
            let date = message.header_raw("Date").unwrap_or_default();
            let body = message.raw_message().get(message.root_part().offset_body as usize..).unwrap_or_default();
            [date.as_bytes(), body].concat()
        }
    }
}

/// The text of a mail without what it quotes. If nothing else is there, it is empty: the mail that is quoted has links that
/// are its reader's alone.
fn written(message: &Message<'_>, addresses: &[String]) -> String {
    let texts = message.text_bodies().take(PARTS).filter_map(|part| match &part.body {
        PartType::Text(text) => Some(beginning(text).to_owned()),
        PartType::Html(html) => Some(html::text(beginning(html))),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    reply::without_quotes(beginning(&text), addresses)
}

/// As much of a text as is looked at.
fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT)).unwrap_or(text)
}

/// The text without characters that no message may have.
fn readable(text: &str) -> String {
    let text: String = text.chars().filter(|&c| !c.is_control() || "\r\n\t".contains(c)).collect();
    lines(&text).unwrap_or_default()
}

fn subject(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    line(&text).unwrap_or_default()
}

/// The files of a mail, and the pictures in its text.
fn files(message: &Message<'_>) -> Vec<AnswerFile> {
    let within_text = message.text_bodies().filter(|part| !part.is_text());
    let files = message.attachments().chain(within_text);
    let html = message.html_part(0).and_then(MessagePart::text_contents).map(beginning).unwrap_or_default();
    let is_wanted = |part: &&MessagePart<'_>| !is_ornament(part, html) && !is_signature(part);
    let mut seen = BTreeSet::new();
    // A part of the text may be an attachment as well.
    let files = files.take(PARTS).filter(is_wanted).filter(|part| seen.insert(part.offset_body));
    files.map(file).collect()
}

fn file(part: &MessagePart<'_>) -> AnswerFile {
    let name = part.attachment_name().map(ToOwned::to_owned).unwrap_or_else(|| {
        let kind = part.content_type();
        let (main, sub) = kind.map_or(("file", "bin"), |kind| (kind.ctype(), kind.subtype().unwrap_or("bin")));
        format!("{main}.{sub}")
    });
    AnswerFile { name: subject(&name), bytes: part.contents().to_vec().into() }
}

/// `true` for a small picture that the text shows.
fn is_ornament(part: &MessagePart<'_>, html: &str) -> bool {
    part.len() < ORNAMENT && part.content_id().is_some_and(|id| html.contains(&format!("cid:{id}")))
}

fn is_signature(part: &MessagePart<'_>) -> bool {
    SIGNATURES.iter().any(|kind| part.is_content_type("application", kind))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DOMAIN: &str = "reply.example.com";

    fn mail(headers: &str, body: &str) -> String {
        let head = "From: Ana <Ana@Example.com>\nTo: \"Acme\" <Abc1@Reply.Example.com>\nSubject: Re: Your order\n";
        format!("{head}Message-ID: <1@example.com>\n{headers}\n{body}").replace('\n', "\r\n")
    }

    fn parsed(headers: &str, body: &str) -> Answer {
        parse(mail(headers, body).into_bytes(), DOMAIN).unwrap_or_default()
    }

    #[test]
    fn an_answer_says_who_wrote_what_to_whom() {
        let answer = parsed(
            "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n",
            "Se=F1or,\nthanks!",
        );
        assert_eq!((answer.sender.as_str(), answer.subject.as_str()), ("Ana@Example.com", "Your order"));
        assert_eq!(
            (answer.text.as_str(), answer.known_by.as_slice()),
            ("Señor,\nthanks!", b"1@example.com".as_slice())
        );
        assert_eq!(answer.tokens.iter().map(|token| token.0.as_str()).collect::<Vec<_>>(), ["abc1"]);
        assert!(answer.refusal.is_none() && answer.files.is_empty());
    }

    #[test]
    fn what_no_person_wrote_is_refused() {
        for header in [
            "Auto-Submitted: auto-replied\n",
            "Auto-Submitted: auto-generated (vacation)\n",
            "Precedence: bulk\n",
            "List-Id: <all.example.com>\n",
            "X-Autoreply: yes\n",
            "Return-Path: <>\n",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
        ] {
            assert_eq!(parsed(header, "Hello").refusal, Some(ReceivedOutcome::Automatic), "{header}");
        }
        for header in ["Auto-Submitted: no\n", "Precedence: normal\n", "Return-Path: <ana@example.com>\n", ""] {
            assert_eq!(parsed(header, "Hello").refusal, None, "{header}");
        }
    }

    #[test]
    fn only_the_first_server_says_who_the_sender_is() {
        let verdict = |result: &str| {
            format!("Authentication-Results: mx.example.net;\n spf=pass; dmarc={result} header.from=example.com\n")
        };
        assert_eq!(parsed(&verdict("fail"), "Hello").refusal, Some(ReceivedOutcome::Unverified));
        assert_eq!(
            parsed(&format!("{}{}", verdict("fail"), verdict("pass")), "Hello").refusal,
            Some(ReceivedOutcome::Unverified)
        );
        assert_eq!(parsed(&format!("{}{}", verdict("pass"), verdict("fail")), "Hello").refusal, None);
        assert_eq!(parsed(&verdict("none"), "Hello").refusal, None);
        assert_eq!(parsed("X-SES-Virus-Verdict: FAIL\n", "Hello").refusal, Some(ReceivedOutcome::Unverified));
    }

    #[test]
    fn files_come_with_it_but_no_ornaments_and_no_signatures() {
        let body = "--b\nContent-Type: text/html\n\n<p>Look</p><img src=\"cid:logo\">\n\
            --b\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\
            --b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"list.txt\"\n\none\n\
            --b\nContent-Type: application/pgp-signature\n\nxyz\n--b--\n";
        let answer = parsed("Content-Type: multipart/mixed; boundary=b\n", body);
        assert_eq!(answer.text, "Look");
        let files: Vec<_> = answer.files.iter().map(|file| (file.name.as_str(), file.bytes.len())).collect();
        assert_eq!(files, [("list.txt", 3)]);
    }

    #[test]
    fn a_quoted_mail_alone_is_no_answer() {
        assert_eq!(parsed("", "Acme <abc1@reply.example.com> wrote:\n> What is your name?\n").text, "");
    }

    #[test]
    fn a_mail_without_an_id_is_known_by_all_that_it_says() {
        let text = mail("", "Hello").replace("Message-ID: <1@example.com>\r\n", "");
        let known_by = |text: &str| parse(text.as_bytes().to_vec(), DOMAIN).map(|answer| answer.known_by);
        assert_eq!(known_by(&text), known_by(&format!("Received: from somewhere; Monday\r\n{text}")));
        assert_ne!(known_by(&text), known_by(&format!("{text}!")));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(raw in proptest::collection::vec(any::<u8>(), 0..400), body in ".{0,200}") {
            parse(raw, DOMAIN);
            let parts = format!("--b\nContent-Type: text/html\n\n{body}\n--b\n\n{body}");
            let answer = parsed("Content-Type: multipart/mixed; boundary=b\n", &parts);
            prop_assert!(answer.text.chars().all(|c| !c.is_control() || "\n\t".contains(c)));
        }
    }
}
