//! The words of a mail about its reader's account.

use super::{
    language::phrases_of,
    words::{Link, Words, fill, greeted},
};
use crate::{
    config::WebSettings,
    model::{Desk, Mail, MailKind, User},
    ops::mail::link::LinkTokens,
};

pub(super) fn words<'a>(
    web: &WebSettings,
    desk: &Desk,
    mail: &Mail,
    reader: &User,
    tokens: Option<&LinkTokens>,
) -> Words<'a> {
    let language = phrases_of(&mail.language);
    let Some(phrases) = language.of_account(mail.kind) else { return Words::default() };
    let url = if phrases.button.is_empty() { String::new() } else { link(web, mail.kind, tokens) };
    Words {
        language: language.language,
        subject: fill(phrases.subject, &desk.profile.name),
        greeting: fill(language.greeting, greeted(reader)),
        intro: phrases.intro,
        outro: phrases.outro.to_owned(),
        button: Link { label: phrases.button, url },
        reason: phrases.reason.to_owned(),
        ..Words::default()
    }
}

/// The system's page for accounts, with a token in the fragment, which no server sees. Empty if the system's own address
/// isn't known.
fn link(web: &WebSettings, kind: MailKind, tokens: Option<&LinkTokens>) -> String {
    let Some(base) = web.base_url() else { return String::new() };
    let purpose = match kind {
        MailKind::PasswordReset => "password",
        MailKind::EmailConfirmation => "email",
        _ => return format!("{base}/account/"),
    };
    let token = tokens.map(|LinkTokens { action, .. }| format!("#{purpose}={action}"));
    format!("{base}/account/{}", token.unwrap_or_default())
}
