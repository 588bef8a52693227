//! The words of any mail, before they stand in a template.

use super::phrases::Named;
use crate::model::{Message, User};

/// Longest name that a reader is greeted by, in characters.
const NAME_LIMIT: usize = 40;

/// Everything that both parts of a mail show. Empty texts are left out.
#[derive(Default)]
pub(super) struct Words<'a> {
    pub language: &'static str,
    pub subject: String,
    /// Name of the desk.
    pub name: &'a str,
    pub logo: Logo,
    pub greeting: String,
    pub intro: &'static str,
    pub messages: Vec<Shown>,
    pub outro: String,
    pub button: Link,
    /// Remark that the mail can be answered.
    pub hint: &'static str,
    pub reason: String,
    pub opt_out: Link,
    pub color: &'a str,
    pub text_color: &'a str,
}

/// The desk's logo, left out without an address.
#[derive(Default)]
pub(super) struct Logo {
    pub url: String,
    pub width: u32,
    pub height: u32,
}

/// A link, left out without an address.
#[derive(Default)]
pub(super) struct Link {
    pub label: &'static str,
    pub url: String,
}

/// A message as a mail shows it.
pub(super) struct Shown {
    pub author: String,
    pub text: String,
}

impl Shown {
    /// A whole message.
    pub fn whole(message: &Message) -> Self {
        Self::with(message.content.clone(), message)
    }

    /// This text of a message, with the name of its file.
    pub fn with(mut text: String, message: &Message) -> Self {
        if let Some(file) = &message.attachment {
            text = format!("{text}\n📎 {}", file.name).trim_start().to_owned();
        }
        Self { author: message.sender.name.clone(), text }
    }
}

/// Fills the first form with the word, or takes the second one without.
pub(super) fn fill((with, without): Named, word: &str) -> String {
    if word.is_empty() { without.to_owned() } else { with.replacen("{}", word, 1) }
}

/// Name to greet a reader by; empty for one that is no name but an address or a sentence, which a stranger may have
/// entered with somebody else's mail address.
pub(super) fn greeted(reader: &User) -> &str {
    let name = reader.first_name.as_str();
    let is_name = name.chars().count() <= NAME_LIMIT && !name.contains(['.', '/', ':', '@']);
    if is_name { name } else { "" }
}

/// The form for this number, with the number in place of `{n}`.
pub(super) fn counted((one, several): (String, String), number: usize) -> String {
    if number == 1 { one } else { several.replacen("{n}", &number.to_string(), 1) }
}
