//! Protection of the parser from hostile mails: they nest messages until the stack ends, or have it search the rest of
//! the mail for thousands of boundaries. Answers have neither.

/// Header that makes a part a container.
const CONTENT_TYPE: &[u8] = b"content-type";
/// Subtypes of parts that are mails themselves, or lists of mails; with their main types.
const NESTING: [(&[u8], &[u8]); 3] = [(b"message", b"rfc822"), (b"message", b"global"), (b"multipart", b"digest")];
/// Most containers of a mail.
const CONTAINERS: usize = 50;
/// Most lines that may separate parts.
const SEPARATORS: usize = 2_000;

/// Makes mails within a mail files of an unknown type, so that nothing nests; `false` for one with more parts than an
/// answer has.
pub(super) fn tame(raw: &mut [u8]) -> bool {
    let (mut containers, mut separators) = (0, 0);
    let mut at = 0;
    while at < raw.len() {
        let end = line_end(raw, at);
        if raw[at..end].starts_with(b"--") {
            separators += 1;
        }
        if !starts_with(&raw[at..end], CONTENT_TYPE) {
            at = end;
            continue;
        }
        // With the lines that continue it.
        let mut header_end = end;
        while matches!(raw.get(header_end), Some(b' ' | b'\t')) {
            header_end = line_end(raw, header_end);
        }
        let header = &mut raw[at..header_end];
        containers += usize::from(find(header, b"multipart").is_some());
        for (main, sub) in NESTING {
            while find(header, main).is_some()
                && let Some(found) = find(header, sub)
            {
                header[found..found + sub.len()].fill(b'x');
            }
        }
        at = header_end;
    }
    containers <= CONTAINERS && separators <= SEPARATORS
}

/// Position behind the line that begins here.
fn line_end(raw: &[u8], from: usize) -> usize {
    raw[from..].iter().position(|&byte| byte == b'\n').map_or(raw.len(), |length| from + length + 1)
}

fn starts_with(line: &[u8], wanted: &[u8]) -> bool {
    line.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_within_a_mail_become_files() {
        let mut raw = b"Content-Type: Message/\r\n RFC822\r\n\r\nSubject: message/rfc822\r\n".to_vec();
        assert!(tame(&mut raw));
        assert_eq!(raw, b"Content-Type: Message/\r\n xxxxxx\r\n\r\nSubject: message/rfc822\r\n");
        let mut plain = b"Content-Type: text/plain; name=global.txt\r\n\r\nContent\r\n".to_vec();
        let before = plain.clone();
        assert!(tame(&mut plain) && plain == before);
    }

    #[test]
    fn a_mail_with_more_parts_than_any_answer_has_is_none() {
        let container = b"content-type: multipart/mixed; boundary=b\n\n";
        assert!(tame(&mut container.repeat(CONTAINERS)) && !tame(&mut container.repeat(CONTAINERS + 1)));
        assert!(tame(&mut b"--b\n\n".repeat(SEPARATORS)) && !tame(&mut b"--b\n\n".repeat(SEPARATORS + 1)));
    }

    #[test]
    fn nested_mails_of_any_depth_are_parsed_without_a_deep_stack() {
        let mut raw = b"Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
        assert!(tame(&mut raw));
        assert!(mail_parser::MessageParser::default().parse(&raw).is_some());
    }
}
