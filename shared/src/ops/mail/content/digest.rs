//! The words of a digest.

use super::{
    language::phrases_of,
    phrases::DigestPhrases,
    words::{Link, Shown, Words, counted, fill, greeted},
};
use crate::{
    config::WebSettings,
    model::{Mail, Occasion, RoomDetails, SenderType, User},
    ops::mail::letter::{Concern, DigestLetter},
    text::cut,
};

/// Chats that a mail shows; of others it says how many there are.
const CHATS: usize = 20;
/// Longest part of a message that a mail shows, in characters.
const TEXT_LIMIT: usize = 300;
/// Longest part of a customer's name, in characters.
const NAME_LIMIT: usize = 60;

pub(super) fn words<'a>(web: &WebSettings, mail: &Mail, letter: &DigestLetter) -> Words<'a> {
    let language = phrases_of(&mail.language);
    let (phrases, concerns) = (&language.digest, &letter.concerns);
    let url = web.base_url().map(|base| match concerns.as_slice() {
        [only] => format!("{base}/console/#{}", only.room.room.id),
        _ => format!("{base}/console/"),
    });
    Words {
        language: language.language,
        subject: match concerns.as_slice() {
            [only] => title(phrases, only),
            _ => phrases.several.replacen("{n}", &concerns.len().to_string(), 1),
        },
        greeting: fill(language.greeting, greeted(&letter.reader)),
        intro: phrases.intro,
        messages: concerns.iter().take(CHATS).map(|concern| shown(phrases, concern)).collect(),
        outro: match concerns.len().saturating_sub(CHATS) {
            0 => String::new(),
            more => counted((phrases.more.0.to_owned(), phrases.more.1.to_owned()), more),
        },
        button: Link { label: phrases.button, url: url.unwrap_or_default() },
        reason: phrases.reason.to_owned(),
        ..Words::default()
    }
}

fn title(phrases: &DigestPhrases, Concern { cause, room, .. }: &Concern) -> String {
    let phrase = match cause.subject {
        Occasion::NewChat => phrases.new_chat,
        Occasion::NewMessage => phrases.new_message,
        Occasion::Assigned => phrases.assigned,
    };
    let name = room.customer.as_ref().map(User::full_name).unwrap_or_default();
    fill(phrase, cut(&name, NAME_LIMIT))
}

/// The chat with the customer's last message; with the first one, or else its subject, if somebody has written since.
fn shown(phrases: &DigestPhrases, concern: &Concern) -> Shown {
    let RoomDetails { room, last_message, .. } = &concern.room;
    let last = concern.unread.as_ref().or(last_message.as_ref());
    let said = last.filter(|message| message.sender.kind == SenderType::User);
    let first = if room.initial_message.is_empty() { &room.subject } else { &room.initial_message };
    let shown = match said {
        Some(message) => Shown::with(beginning(&message.content), message),
        None => Shown { author: String::new(), text: beginning(first) },
    };
    Shown { author: title(phrases, concern), ..shown }
}

fn beginning(text: &str) -> String {
    let beginning = cut(text, TEXT_LIMIT);
    let end = if beginning.len() < text.len() { "…" } else { "" };
    format!("{beginning}{end}")
}
