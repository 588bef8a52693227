//! The words of a mail about messages that its reader hasn't seen.

use super::{
    language::phrases_of,
    words::{Link, Shown, Words, counted, fill, greeted},
};
use crate::{
    config::WebSettings,
    model::{Desk, Message, Room},
    ops::mail::{letter::Unseen, link::LinkTokens},
    text::cut,
};

/// Messages that a mail shows; of later ones it says how many there are.
const MESSAGES: usize = 20;
/// Longest part of a message that a mail shows, in characters.
const TEXT_LIMIT: usize = 2_000;

pub(super) fn words<'a>(web: &WebSettings, desk: &Desk, letter: &Unseen, tokens: Option<&LinkTokens>) -> Words<'a> {
    let Unseen { room, reader, messages, .. } = letter;
    let (language, name) = (phrases_of(desk.texts.language_for(&room.visit.language)), desk.profile.name.as_str());
    let (phrases, page) = (&language.unseen, page_of(web, room));
    let opt_out = tokens.map(|LinkTokens { opt_out, .. }| link(&page, "no-mail", opt_out)).unwrap_or_default();
    let url = match tokens {
        Some(LinkTokens { action, .. }) if reader.is_temporary => link(&page, "chat", action),
        _ if reader.is_temporary => page,
        // Registered customers chat on the site's own page, which alone knows who they are.
        _ => room.visit.page.clone(),
    };
    Words {
        language: language.language,
        subject: counted((fill(phrases.one, name), fill(phrases.several, name)), messages.len()),
        greeting: fill(language.greeting, greeted(reader)),
        intro: phrases.intro,
        messages: messages.iter().take(MESSAGES).map(shortened).collect(),
        outro: match messages.len().saturating_sub(MESSAGES) {
            0 => String::new(),
            more => counted((phrases.more.0.to_owned(), phrases.more.1.to_owned()), more),
        },
        button: Link { label: phrases.button, url },
        reason: fill(phrases.reason, name),
        opt_out: Link { label: phrases.opt_out, url: opt_out },
        ..Words::default()
    }
}

/// The page that the chat began on, or else the system's own for chats; empty if its address isn't known either.
fn page_of(web: &WebSettings, room: &Room) -> String {
    let own = || web.base_url().map(|base| format!("{base}/chat/")).unwrap_or_default();
    if room.visit.page.is_empty() { own() } else { room.visit.page.clone() }
}

/// The page with a token for the widget in the fragment, which no server sees. Empty without a page.
fn link(page: &str, purpose: &str, token: &str) -> String {
    if page.is_empty() { String::new() } else { format!("{page}#tribeclub-{purpose}={token}") }
}

/// The beginning of a message.
fn shortened(message: &Message) -> Shown {
    let content = cut(&message.content, TEXT_LIMIT);
    let end = if content.len() < message.content.len() { "…" } else { "" };
    Shown::with(format!("{content}{end}"), message)
}
