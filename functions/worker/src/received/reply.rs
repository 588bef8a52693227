//! The part of an answer that a person wrote, without the mail that their program quoted and without their signature.

/// Beginnings of the line that phones and mail programs sign with.
const SIGNATURES: [&str; 10] = [
    "Sent from my ",
    "Sent from Outlook",
    "Get Outlook for ",
    "Enviado desde mi ",
    "Enviado desde Outlook",
    "Obtener Outlook para ",
    "Envoyé de mon ",
    "Gesendet von meinem ",
    "Inviato da ",
    "Enviado do meu ",
];
/// Length of the last line of an introduction that a program has wrapped, in characters: "wrote:".
const WRAPPED: usize = 20;
/// Shortest line of low dashes that programs draw, in bytes.
const RULE: usize = 20;

/// Part of the links of our own mails that sign their reader in.
const SECRET_LINK: &str = "#tribeclub-";

/// Leaves out quoted lines with their introduction, and a signature. What is quoted without marks begins with a line of
/// headers, or with one that names `addresses`, those that the mail was sent to: whatever the language.
pub(super) fn without_quotes(text: &str, addresses: &[String]) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let introduced = introduction(&lines, at, addresses);
        if line.starts_with('>') || line.contains(SECRET_LINK) {
            at += 1;
        } else if is_separator(line) {
            break;
        } else if let Some(length) = introduced {
            at += length;
            if !next_is_quoted(&lines, at) {
                break;
            }
        } else {
            kept.push(line);
            at += 1;
        }
    }
    without_signature(kept).join("\n").trim().to_owned()
}

/// Number of lines of an introduction to a quotation that begins at this line.
fn introduction(lines: &[&str], at: usize, addresses: &[String]) -> Option<usize> {
    let line = lines[at];
    let next = lines.get(at + 1).copied().unwrap_or_default();
    let names = |line: &str| {
        let line = line.to_ascii_lowercase();
        addresses.iter().any(|address| line.contains(address))
    };
    if line.is_empty() {
        None
    } else if names(line) || line.ends_with(':') && next_is_quoted(lines, at + 1) {
        Some(1)
    } else if next.trim_start().starts_with('<') && names(next)
        || is_wrapped(line, next) && next_is_quoted(lines, at + 2)
    {
        // The program has wrapped it.
        Some(2)
    } else {
        None
    }
}

fn is_wrapped(line: &str, next: &str) -> bool {
    !line.starts_with('>') && next.ends_with(':') && next.chars().count() <= WRAPPED
}

/// `true` if the next line that isn't empty is quoted.
fn next_is_quoted(lines: &[&str], at: usize) -> bool {
    let next = lines.get(at..).into_iter().flatten().find(|line| !line.is_empty());
    next.is_some_and(|line| line.starts_with('>'))
}

/// `true` for a line such as `-----Original Message-----` or `________________________________`.
fn is_separator(line: &str) -> bool {
    let line = line.trim();
    let is_title = line.starts_with("-----") && line.ends_with("-----") && line.contains(char::is_alphabetic);
    is_title || line.len() >= RULE && line.chars().all(|c| c == '_')
}

/// Leaves out all behind the mark of signatures (RFC 3676, 4.3), or the line of a phone.
fn without_signature(mut lines: Vec<&str>) -> Vec<&str> {
    if let Some(mark) = lines.iter().position(|line| *line == "--") {
        lines.truncate(mark);
    }
    let last = lines.iter().rposition(|line| !line.is_empty());
    if let Some(last) = last.filter(|&last| SIGNATURES.iter().any(|signature| lines[last].starts_with(signature))) {
        lines.truncate(last);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reply(text: &str) -> String {
        without_quotes(text, &["abc1@reply.example.com".to_owned()])
    }

    #[test]
    fn what_programs_quote_is_left_out() {
        for quoted in [
            "On Mon, Nov 30, 2026 at 9:12 AM Acme <abc1@reply.example.com> wrote:\n\n> Hi\n> there",
            "On Mon, Nov 30, 2026 at 9:12 AM Acme Customer Care\n<abc1@reply.example.com> wrote:\n\n> Hi",
            "On Monday the 30th of November, Acme Customer Care, Inc.\nwrote:\n> Hi",
            "El lun, 30 nov 2026 a las 9:12, Acme (<abc1@reply.example.com>) escribió:\n> Hola",
            "2026年11月30日(月) 9:12 Acme <abc1@reply.example.com>:\n\n> Hi",
            "________________________________\nFrom: Acme <abc1@reply.example.com>\nSent: Monday\n\nHi there",
            "-----Original Message-----\nFrom: Acme\n\nHi",
            "Von: Acme <ABC1@reply.example.com>\nGesendet: Montag\nAn: Ana\n\nHi",
            "> Hi\n> there",
            "-- \nAna\nExample Ltd.",
            "Sent from my iPhone",
            "Sent from my iPhone\n\nOn 30. Nov 2026, at 09:12, Acme <abc1@reply.example.com> wrote:\n\n> Hi",
        ] {
            assert_eq!(reply(&format!("Yes, please.\nTomorrow?\n\n{quoted}\n")), "Yes, please.\nTomorrow?", "{quoted}");
        }
    }

    #[test]
    fn what_stands_below_or_between_quoted_lines_is_kept() {
        let text = "Acme <abc1@reply.example.com> wrote:\n> Which colour?\n\nRed.\n\n> Which size?\n\nLarge.\n";
        assert_eq!(reply(text).split_whitespace().collect::<Vec<_>>(), ["Red.", "Large."]);
    }

    #[test]
    fn what_only_looks_like_a_quotation_is_kept() {
        for text in ["I need:\n- one\n- two", "a -- b", "It says x > y:\nyes", "-----\nstill here"] {
            assert_eq!(reply(text), text);
        }
    }

    proptest! {
        #[test]
        fn lines_without_marks_are_kept_as_they_are(lines in proptest::collection::vec("[a-z][a-z ]{0,20}[a-z]", 1..8)) {
            let text = lines.join("\n");
            prop_assert_eq!(reply(&text), text);
        }

        #[test]
        fn nothing_is_added(text in "[ -~\n]{0,300}") {
            let reply = reply(&text);
            prop_assert!(reply.lines().all(|line| text.lines().any(|other| other.trim_end().ends_with(line))));
        }
    }
}
