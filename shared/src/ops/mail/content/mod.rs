//! The words of a mail, in the language of its reader: of the page that they began the chat on, or of the browser that
//! asked for it.

mod account;
mod digest;
mod english;
mod language;
mod phrases;
mod report;
mod spanish;
mod transcript;
mod unseen;
mod words;

use askama::Template;

use self::{
    language::phrases_of,
    words::{Logo, Words},
};
use super::{letter::Letter, link::LinkTokens};
use crate::{
    config::{Config, WebSettings},
    mail::Outgoing,
    model::{Desk, DeskProfile, Mail},
};

/// Colours of the button, unless the desk has its own.
const COLOR: &str = "#3b4fd8";
const TEXT_COLOR: &str = "#ffffff";

/// Width and height that a logo fits into, in pixels.
const LOGO_SIZE: (u32, u32) = (200, 48);

#[derive(Template)]
#[template(path = "mail.txt")]
struct TextPart<'a> {
    mail: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct HtmlPart<'a> {
    mail: &'a Words<'a>,
}

/// Composes a mail. Without tokens, as for those who only look at it, its link leads to the page alone.
pub(super) fn compose(
    config: &Config,
    desk: &Desk,
    mail: &Mail,
    letter: &Letter,
    tokens: Option<&LinkTokens>,
) -> Outgoing {
    let web = &config.web;
    let reply_to = tokens.filter(|_| mail.answered_in().is_some()).and_then(|tokens| reply_to(config, tokens));
    let words = match letter {
        Letter::Unseen(letter) => unseen::words(web, desk, letter, tokens),
        Letter::Account(reader) => account::words(web, desk, mail, reader, tokens),
        Letter::Transcript(copy) => transcript::words(desk, mail, copy),
        Letter::Digest(letter) => digest::words(web, mail, letter),
        Letter::Report(letter) => report::words(web, desk, mail, letter),
    };
    let (color, text_color) = colors(&desk.profile);
    let hint = if reply_to.is_some() { phrases_of(words.language).answer } else { "" };
    let (name, logo) = (&desk.profile.name, logo(web, &desk.profile));
    let words = Words { name, logo, color, text_color, hint, ..words };
    let domain = desk.mail.sender.rsplit('@').next().unwrap_or_default();
    Outgoing {
        message_id: format!("{}@{domain}", mail.id),
        from: (desk.profile.name.clone(), desk.mail.sender.clone()),
        to: mail.recipient.clone(),
        // Templates that only print texts can't fail.
        text: TextPart { mail: &words }.render().unwrap_or_default(),
        html: HtmlPart { mail: &words }.render().unwrap_or_default(),
        unsubscribe_url: tokens
            .filter(|_| !words.opt_out.label.is_empty())
            .and_then(|LinkTokens { opt_out, .. }| unsubscribe_url(web, opt_out)),
        reply_to,
        subject: words.subject,
    }
}

/// Colour of the button and of the text on it: the desk's, if it has set both.
fn colors(profile: &DeskProfile) -> (&str, &str) {
    let DeskProfile { color, text_color, .. } = profile;
    if color.is_empty() || text_color.is_empty() { (COLOR, TEXT_COLOR) } else { (color, text_color) }
}

/// Address that the mail is answered to, if this system receives answers.
fn reply_to(config: &Config, LinkTokens { reply, .. }: &LinkTokens) -> Option<String> {
    Some(format!("{reply}@{}", config.desk.reply_domain.as_ref()?))
}

/// The logo as a mail shows it. None without the system's own address, where mail programs would load it from.
fn logo(web: &WebSettings, profile: &DeskProfile) -> Logo {
    let Some((base, logo)) = web.base_url().zip(profile.logo) else { return Logo::default() };
    let (width, height) = logo.fitted(LOGO_SIZE);
    Logo { url: format!("{base}{}", logo.path()), width, height }
}

/// URL for mail programs, if the system's own is known.
fn unsubscribe_url(web: &WebSettings, token: &str) -> Option<String> {
    Some(format!("{}/api/chat/unsubscribe/{token}/", web.base_url()?))
}
