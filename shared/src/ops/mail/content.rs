//! The words of a mail, in the language that its reader began the chat in.

use askama::Template;

use super::{decide::Letter, link::LinkTokens};
use crate::{
    config::{SECURE_SCHEME, WebSettings},
    mail::Outgoing,
    model::{Desk, DeskProfile, Mail, Message, User},
    text::cut,
};

/// Messages that a mail shows; of later ones it says how many there are.
const MESSAGES: usize = 20;
/// Longest part of a message that a mail shows, in characters.
const TEXT_LIMIT: usize = 2_000;
/// Longest name that a reader is greeted by, in characters.
const NAME_LIMIT: usize = 40;
/// Colours of the button, unless the desk has its own.
const COLOR: &str = "#3b4fd8";
const TEXT_COLOR: &str = "#ffffff";

/// Phrases of one language, some with a form without the name or for the number 1. `{}` stands for a name, `{n}` for a
/// number.
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
    more: ("There’s 1 more message in the chat.", "There are {n} more messages in the chat."),
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
    more: ("Hay 1 mensaje más en el chat.", "Hay {n} mensajes más en el chat."),
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

/// Everything that both parts of a mail show. Empty texts are left out.
struct Words<'a> {
    phrases: &'static Phrases,
    subject: String,
    name: &'a str,
    greeting: String,
    messages: Vec<Shown>,
    more: String,
    link: String,
    opt_out: String,
    reason: String,
    color: &'a str,
    text_color: &'a str,
}

#[derive(Template)]
#[template(path = "unseen_messages.txt")]
struct TextPart<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "unseen_messages.html")]
struct HtmlPart<'a> {
    mail: &'a Words<'a>,
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
    let words = words(desk, letter, tokens);
    let domain = desk.mail.sender.rsplit('@').next().unwrap_or_default();
    Outgoing {
        message_id: format!("{}@{domain}", mail.id),
        from: (desk.profile.name.clone(), desk.mail.sender.clone()),
        to: letter.reader.email.clone(),
        // Templates that only print texts can't fail.
        text: TextPart { mail: &words }.render().unwrap_or_default(),
        html: HtmlPart { mail: &words }.render().unwrap_or_default(),
        subject: words.subject,
        unsubscribe_url: tokens.and_then(|LinkTokens { opt_out, .. }| unsubscribe_url(web, opt_out)),
    }
}

fn words<'a>(desk: &'a Desk, letter: &Letter, tokens: Option<&LinkTokens>) -> Words<'a> {
    let Letter { room, reader, messages, .. } = letter;
    let (phrases, name) = (Phrases::of(&room.visit.language), desk.profile.name.as_str());
    let page = &room.visit.page;
    let (color, text_color) = colors(&desk.profile);
    Words {
        phrases,
        subject: counted((fill(phrases.one, name), fill(phrases.several, name)), messages.len()),
        name,
        greeting: fill(phrases.greeting, greeted(reader)),
        messages: messages.iter().take(MESSAGES).map(Shown::from).collect(),
        more: match messages.len().saturating_sub(MESSAGES) {
            0 => String::new(),
            more => counted((phrases.more.0.to_owned(), phrases.more.1.to_owned()), more),
        },
        link: match tokens.filter(|_| reader.is_temporary) {
            Some(LinkTokens { chat, .. }) => link(page, "chat", chat),
            None => page.clone(),
        },
        opt_out: tokens.map(|LinkTokens { opt_out, .. }| link(page, "no-mail", opt_out)).unwrap_or_default(),
        reason: fill(phrases.reason, name),
        color,
        text_color,
    }
}

/// Name to greet a reader by; empty for one that is no name but an address or a sentence, which a stranger may have
/// entered with somebody else's mail address.
fn greeted(reader: &User) -> &str {
    let name = reader.first_name.as_str();
    let is_name = name.chars().count() <= NAME_LIMIT && !name.contains(['.', '/', ':', '@']);
    if is_name { name } else { "" }
}

/// The form for this number, with the number in place of `{n}`.
fn counted((one, several): (String, String), number: usize) -> String {
    if number == 1 { one } else { several.replacen("{n}", &number.to_string(), 1) }
}

/// Colour of the button and of the text on it: the desk's, if it has set both.
fn colors(profile: &DeskProfile) -> (&str, &str) {
    let DeskProfile { color, text_color, .. } = profile;
    if color.is_empty() || text_color.is_empty() { (COLOR, TEXT_COLOR) } else { (color, text_color) }
}

/// The page that the chat began on, with a token for the widget in the fragment, which no server sees. Empty without a
/// page.
fn link(page: &str, purpose: &str, token: &str) -> String {
    if page.is_empty() { String::new() } else { format!("{page}#tribeclub-{purpose}={token}") }
}

/// URL for mail programs, if the system's own is known.
fn unsubscribe_url(web: &WebSettings, token: &str) -> Option<String> {
    let base = web.public_url.as_deref().filter(|url| *url != SECURE_SCHEME)?;
    Some(format!("{base}/api/chat/unsubscribe/{token}/"))
}
