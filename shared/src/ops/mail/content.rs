//! The words of a mail, in the language that its reader began the chat in.

use askama::Template;

use super::{decide::Letter, link::LinkTokens};
use crate::{
    config::{SECURE_SCHEME, WebSettings},
    mail::Outgoing,
    model::{Desk, DeskProfile, Mail, Message},
    text::cut,
};

/// Messages that a mail shows; of later ones it says how many there are.
const MESSAGES: usize = 20;
/// Longest part of a message that a mail shows, in characters.
const TEXT_LIMIT: usize = 2_000;
/// Colours of the button, unless the desk has its own.
const COLOR: &str = "#3b4fd8";
const TEXT_COLOR: &str = "#ffffff";

/// What a mail says in one language. `{}` stands for the desk's name or a number.
struct Phrases {
    language: &'static str,
    greeting: (&'static str, &'static str),
    one: (&'static str, &'static str),
    several: (&'static str, &'static str),
    intro: &'static str,
    more: (&'static str, &'static str),
    go_on: &'static str,
    reason: (&'static str, &'static str),
    opt_out: &'static str,
}

const ENGLISH: Phrases = Phrases {
    language: "en",
    greeting: ("Hi {},", "Hi,"),
    one: ("New message from {}", "New message in your chat"),
    several: ("{n} new messages from {}", "{n} new messages in your chat"),
    intro: "Here’s what you missed after you left the chat:",
    more: ("There’s 1 more message in the chat.", "There are {} more messages in the chat."),
    go_on: "Continue chatting",
    reason: (
        "You’re getting this email because you started a chat with {}.",
        "You’re getting this email because you started a chat.",
    ),
    opt_out: "Stop emails about this chat",
};

const SPANISH: Phrases = Phrases {
    language: "es",
    greeting: ("Hola, {}:", "Hola:"),
    one: ("Mensaje nuevo de {}", "Mensaje nuevo en tu chat"),
    several: ("{n} mensajes nuevos de {}", "{n} mensajes nuevos en tu chat"),
    intro: "Esto es lo que te perdiste al salir del chat:",
    more: ("Hay 1 mensaje más en el chat.", "Hay {} mensajes más en el chat."),
    go_on: "Seguir en el chat",
    reason: ("Recibes este correo porque iniciaste un chat con {}.", "Recibes este correo porque iniciaste un chat."),
    opt_out: "No recibir más correos de este chat",
};

impl Phrases {
    fn of(language: &str) -> &'static Self {
        if language.split('-').next() == Some("es") { &SPANISH } else { &ENGLISH }
    }
}

/// Fills the first form with the word, or takes the second one without.
fn fill((with, without): (&str, &str), word: &str) -> String {
    if word.is_empty() { without.to_owned() } else { with.replacen("{}", word, 1) }
}

#[derive(Template)]
#[template(path = "unseen_messages.txt")]
struct TextPart<'a> {
    phrases: &'a Phrases,
    greeting: &'a str,
    messages: &'a [Shown],
    more: usize,
    more_line: &'a str,
    link: &'a str,
    opt_out: &'a str,
    reason: &'a str,
}

#[derive(Template)]
#[template(path = "unseen_messages.html")]
struct HtmlPart<'a> {
    phrases: &'a Phrases,
    language: &'a str,
    subject: &'a str,
    name: &'a str,
    greeting: &'a str,
    messages: &'a [Shown],
    more: usize,
    more_line: &'a str,
    link: &'a str,
    opt_out: &'a str,
    reason: &'a str,
    color: &'a str,
    text_color: &'a str,
}

/// A message as a mail shows it.
struct Shown {
    author: String,
    text: String,
}

impl From<&Message> for Shown {
    fn from(message: &Message) -> Self {
        let mut text = cut(&message.content, TEXT_LIMIT).to_owned();
        if text.len() < message.content.len() {
            text.push('…');
        }
        if let Some(file) = &message.attachment {
            text = format!("{text}\n📎 {}", file.name).trim_start().to_owned();
        }
        Self { author: message.sender.name.clone(), text }
    }
}

/// Composes a mail. Without tokens, as for those who only look at it, its link leads to the page alone.
pub(super) fn compose(
    web: &WebSettings,
    desk: &Desk,
    mail: &Mail,
    letter: &Letter,
    tokens: Option<&LinkTokens>,
) -> Outgoing {
    let Letter { room, reader, messages, .. } = letter;
    let (phrases, name) = (Phrases::of(&room.visit.language), desk.profile.name.as_str());
    let subject = match messages.len() {
        1 => fill(phrases.one, name),
        number => fill(phrases.several, name).replacen("{n}", &number.to_string(), 1),
    };
    let shown: Vec<Shown> = messages.iter().take(MESSAGES).map(Shown::from).collect();
    let more = messages.len() - shown.len();
    let more_line = if more == 1 { phrases.more.0.to_owned() } else { fill((phrases.more.1, ""), &more.to_string()) };
    let greeting = fill(phrases.greeting, &reader.first_name);
    let reason = fill(phrases.reason, name);
    let page = &room.visit.page;
    let link = match tokens.filter(|_| reader.is_temporary) {
        Some(LinkTokens { chat, .. }) => link_to(page, "chat", chat),
        None => page.clone(),
    };
    let opt_out = tokens.map(|LinkTokens { opt_out, .. }| link_to(page, "no-mail", opt_out)).unwrap_or_default();
    let (color, text_color) = colors(&desk.profile);
    let text = TextPart {
        phrases,
        greeting: &greeting,
        messages: &shown,
        more,
        more_line: &more_line,
        link: &link,
        opt_out: &opt_out,
        reason: &reason,
    };
    let html = HtmlPart {
        phrases,
        language: phrases.language,
        subject: &subject,
        name,
        greeting: &greeting,
        messages: &shown,
        more,
        more_line: &more_line,
        link: &link,
        opt_out: &opt_out,
        reason: &reason,
        color,
        text_color,
    };
    let domain = desk.mail.sender.rsplit('@').next().unwrap_or_default();
    Outgoing {
        message_id: format!("{}@{domain}", mail.id),
        from: (name.to_owned(), desk.mail.sender.clone()),
        to: reader.email.clone(),
        // Templates that only print texts can't fail.
        text: text.render().unwrap_or_default(),
        html: html.render().unwrap_or_default(),
        subject,
        unsubscribe_url: tokens.and_then(|LinkTokens { opt_out, .. }| unsubscribe_url(web, opt_out)),
    }
}

/// Colour of the button and of the text on it: the desk's, if it has set both.
fn colors(profile: &DeskProfile) -> (&str, &str) {
    let DeskProfile { color, text_color, .. } = profile;
    if color.is_empty() || text_color.is_empty() { (COLOR, TEXT_COLOR) } else { (color, text_color) }
}

/// The page that the chat began on, with a token for the widget in the fragment, which no server sees. Empty without a
/// page.
fn link_to(page: &str, purpose: &str, token: &str) -> String {
    if page.is_empty() { String::new() } else { format!("{page}#tribeclub-{purpose}={token}") }
}

/// URL for mail programs, if the system's own is known.
fn unsubscribe_url(web: &WebSettings, token: &str) -> Option<String> {
    let base = web.public_url.as_deref().filter(|url| *url != SECURE_SCHEME)?;
    Some(format!("{base}/api/chat/unsubscribe/{token}/"))
}
