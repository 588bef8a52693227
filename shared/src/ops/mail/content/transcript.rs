//! The words of a mail with a transcript.

use super::{
    language::phrases_of,
    words::{Shown, Words, counted, fill},
};
use crate::{
    model::{Desk, Mail},
    ops::mail::letter::Copy,
};

pub(super) fn words<'a>(desk: &Desk, mail: &Mail, copy: &Copy) -> Words<'a> {
    let language = phrases_of(desk.texts.language_for(&mail.language));
    let phrases = &language.transcript;
    let shown = copy.messages.iter().map(|message| {
        let Shown { author, text } = Shown::whole(message);
        Shown { author: format!("{author}, {}", desk.hours.local_time(message.created_at)), text }
    });
    Words {
        language: language.language,
        subject: fill(phrases.subject, &desk.profile.name),
        greeting: fill(language.greeting, ""),
        intro: phrases.intro,
        messages: shown.collect(),
        outro: match copy.left_out {
            0 => String::new(),
            left_out => {
                let (one, several) = phrases.left_out;
                counted((one.to_owned(), several.to_owned()), usize::try_from(left_out).unwrap_or(usize::MAX))
            }
        },
        reason: phrases.reason.to_owned(),
        ..Words::default()
    }
}
