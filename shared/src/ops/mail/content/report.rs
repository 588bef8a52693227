//! The words of a report.

use super::{
    language::phrases_of,
    words::{Link, Shown, Words, fill, greeted},
};
use crate::{
    config::WebSettings,
    model::{Desk, Mail},
    ops::mail::letter::ReportLetter,
};

pub(super) fn words<'a>(web: &WebSettings, desk: &Desk, mail: &Mail, letter: &ReportLetter) -> Words<'a> {
    let language = phrases_of(&mail.language);
    let (phrases, report) = (&language.report, &letter.report);
    let or_none = |figure: Option<String>| figure.unwrap_or_else(|| phrases.none.to_owned());
    let figures = [
        (phrases.created, report.created.to_string()),
        (phrases.resolved, report.total.resolved.to_string()),
        (phrases.closed, report.total.closed.to_string()),
        (phrases.waiting, or_none(report.total.waiting_seconds.median.map(duration))),
        (phrases.first_response, or_none(report.total.first_response_seconds.median.map(duration))),
        (phrases.rating, or_none(report.total.rating.average.map(|average| format!("{average:.1} / 5")))),
    ];
    let lines: Vec<String> = figures.map(|(name, figure)| format!("{name}: {figure}")).into();
    let day = report.from.to_string();
    Words {
        language: language.language,
        subject: format!("{}, {day}", fill(phrases.subject, &desk.profile.name)),
        greeting: fill(language.greeting, greeted(&letter.reader)),
        intro: phrases.intro,
        messages: vec![Shown { author: day, text: lines.join("\n") }],
        button: Link {
            label: phrases.button,
            url: web.base_url().map(|base| format!("{base}/admin/")).unwrap_or_default(),
        },
        reason: phrases.reason.to_owned(),
        ..Words::default()
    }
}

/// A duration in its two largest units.
fn duration(seconds: u64) -> String {
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
