//! The headers of a mail: who sent it to whom, and reasons not to take it.

use mail_parser::{Address, Message};
use shared::model::ReceivedOutcome;

/// Headers that name recipients, besides `To` and `Cc`: servers add them.
const DELIVERED_TO: [&str; 3] = ["Delivered-To", "X-Original-To", "Envelope-To"];
/// Values of `Precedence` that programs set.
const PROGRAMS: [&str; 4] = ["bulk", "junk", "list", "auto_reply"];
/// Headers that only programs' mails have.
const BY_PROGRAMS: [&str; 3] = ["List-Id", "X-Autoreply", "X-Autorespond"];
/// Most addresses that are looked up: nobody answers more mails at once.
const ADDRESSES: usize = 10;
/// Names of addresses that only programs write from.
const DAEMONS: [&str; 2] = ["mailer-daemon", "postmaster"];

/// Headers of a mail.
pub(super) struct Headers<'a> {
    message: &'a Message<'a>,
    /// Names and values, the first first: servers add theirs in front.
    raw: Vec<(&'a str, &'a str)>,
}

impl<'a> Headers<'a> {
    pub fn of(message: &'a Message<'a>) -> Self {
        let raw = message.headers_raw().map(|(name, value)| (name, value.trim())).collect();
        Self { message, raw }
    }

    fn first(&self, wanted: &str) -> Option<&'a str> {
        self.raw.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    }

    /// Address of the sender.
    pub fn sender(&self) -> Option<String> {
        Some(addresses(self.message.from()).next()?.to_owned())
    }

    /// The first addresses of a domain that it was sent to, in lower case.
    pub fn addresses_of(&self, domain: &str) -> Vec<String> {
        let delivered = DELIVERED_TO.iter().filter_map(|name| self.first(name));
        let delivered = delivered.map(|address| address.trim_matches(['<', '>']));
        let all = addresses(self.message.to()).chain(addresses(self.message.cc())).chain(delivered);
        let is_own = |address: &String| address.rsplit_once('@').is_some_and(|(_, of)| of == domain);
        let mut own: Vec<String> = all.map(str::to_ascii_lowercase).filter(is_own).take(ADDRESSES).collect();
        own.dedup();
        own
    }

    /// Reason not to take it: no person wrote it, or it is forged.
    pub fn refusal(&self) -> Option<ReceivedOutcome> {
        if self.is_forged() {
            Some(ReceivedOutcome::Unverified)
        } else {
            self.is_automatic().then_some(ReceivedOutcome::Automatic)
        }
    }

    /// Verdict of the server that received it, which stands first (RFC 8601). No policy, or one that can't be looked up,
    /// is no forgery: whoever answers also knows the secret in the address.
    fn is_forged(&self) -> bool {
        let results = self.first("Authentication-Results").unwrap_or_default();
        let dmarc = results.split(';').find_map(|result| result.trim().strip_prefix("dmarc="));
        let is_failed = dmarc.and_then(|result| result.split_ascii_whitespace().next()).is_some_and(is_fail);
        is_failed || self.first("X-SES-Virus-Verdict").is_some_and(is_fail)
    }

    /// `true` for answers of programs (RFC 3834), lists, and reports about mails (RFC 3462).
    fn is_automatic(&self) -> bool {
        let is_submitted = self.first("Auto-Submitted").is_some_and(|value| !word(value).eq_ignore_ascii_case("no"));
        let precedence = self.first("Precedence").map(str::to_ascii_lowercase);
        let is_report = |kind: &str| kind.to_ascii_lowercase().starts_with("multipart/report");
        let sender = self.sender().unwrap_or_default().to_ascii_lowercase();
        is_submitted
            || precedence.is_some_and(|value| PROGRAMS.contains(&value.as_str()))
            || BY_PROGRAMS.iter().any(|name| self.first(name).is_some())
            || self.first("Return-Path").is_some_and(|path| path == "<>")
            || self.first("Content-Type").is_some_and(is_report)
            || DAEMONS.iter().any(|name| sender.starts_with(&format!("{name}@")))
    }
}

fn is_fail(word: &str) -> bool {
    word.eq_ignore_ascii_case("fail")
}

/// The first word of a header, before its parameters and comments.
fn word(value: &str) -> &str {
    value.split([';', ' ', '(']).next().unwrap_or_default()
}

fn addresses<'a>(header: Option<&'a Address<'a>>) -> impl Iterator<Item = &'a str> {
    header.into_iter().flat_map(Address::iter).filter_map(|address| address.address())
}
