//! The text of a mail that has only HTML.

use mail_parser::decoders::html::html_to_text;

/// Beginnings of what Outlook quotes without any mark.
const QUOTES: [&str; 2] = ["<div id=\"appendonsend\"", "<div id=\"divrplyfwdmsg\""];
/// Elements that begin a line.
const LINES: [&str; 3] = ["<div", "<tr", "<li"];
/// Beginning and end of what other programs quote.
const BLOCK: (&str, &str) = ("<blockquote", "</blockquote");

/// The text with its lines, and a mark before each that is quoted, as plain mails have them.
pub(super) fn text(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let end = QUOTES.iter().filter_map(|quote| lower.find(quote)).min().unwrap_or(html.len());
    let (mut text, mut depth, mut from) = (String::new(), 0_usize, 0);
    while from < end {
        let rest = &lower[from..end];
        let (opens, closes) = (rest.find(BLOCK.0), rest.find(BLOCK.1));
        let next = [opens, closes].into_iter().flatten().min().map_or(end, |next| from + next);
        add(&mut text, &to_text(&html[from..next], &lower[from..next]), depth > 0);
        depth = match (opens, closes) {
            (Some(open), close) if close.is_none_or(|close| open < close) => depth + 1,
            _ => depth.saturating_sub(1),
        };
        // Behind the element's name; what is left of the tag ends with it.
        from = lower[next..end].find('>').map_or(end, |length| next + length + 1);
    }
    text
}

fn add(text: &mut String, part: &str, is_quoted: bool) {
    for line in part.lines() {
        text.push_str(if is_quoted { "> " } else { "" });
        text.push_str(line);
        text.push('\n');
    }
}

fn to_text(html: &str, lower: &str) -> String {
    let mut lines = String::with_capacity(html.len());
    for (at, character) in html.char_indices() {
        if character == '<' && LINES.iter().any(|element| lower[at..].starts_with(element)) {
            lines.push_str("<br>");
        }
        lines.push(character);
    }
    html_to_text(&lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_a_line_and_what_is_quoted_is_marked() {
        let html = "<html><body><div>Hi &amp; thanks</div><div>It works.</div><blockquote><p>Did it?</p>\
            <BLOCKQUOTE>No</BLOCKQUOTE></blockquote><hr><p>Bye</p><div id=\"appendonsend\"></div>Old</body></html>";
        let text = text(html);
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(lines, ["Hi & thanks", "It works.", "> Did it?", "> No", "Bye"]);
    }

    #[test]
    fn unclosed_elements_end_with_the_text() {
        for html in ["<blockquote", "a<blockquote>b", "</blockquote>a", "é<div", "<"] {
            text(html);
        }
    }
}
