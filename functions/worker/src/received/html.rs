//! The text of a mail that has only HTML.

use mail_parser::decoders::html::html_to_text;

/// Beginnings of what mail programs quote.
const QUOTES: [&str; 5] =
    ["<blockquote", "<div class=\"gmail_quote", "<div id=\"appendonsend\"", "<div id=\"divrplyfwdmsg\"", "<hr"];
/// Elements that begin a line.
const LINES: [&str; 3] = ["<div", "<tr", "<li"];

/// The text up to what it quotes, with its lines; all of it if a quotation comes first.
pub(super) fn text(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let quote = QUOTES.iter().filter_map(|quote| lower.find(quote)).min().unwrap_or(html.len());
    let text = to_text(&html[..quote]);
    if text.trim().is_empty() { to_text(html) } else { text }
}

fn to_text(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let mut lines = String::with_capacity(html.len());
    for (at, character) in html.char_indices() {
        if LINES.iter().any(|element| lower[at..].starts_with(element)) {
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
    fn each_block_is_a_line_and_what_is_quoted_is_left_out() {
        let html = "<html><body><div>Hi &amp; thanks</div><div>It works.</div><blockquote><p>Did it?</p></blockquote></body></html>";
        assert_eq!(text(html).trim(), "Hi & thanks\nIt works.");
    }

    #[test]
    fn what_begins_with_a_quotation_is_kept() {
        assert!(text("<blockquote>Did it?</blockquote><p>Yes</p>").contains("Yes"));
    }
}
