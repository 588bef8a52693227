//! Names of files.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::detect::has_extension;
use crate::{model::FileType, text::line};

/// Longest name, in characters.
pub const NAME_LIMIT: usize = 255;

/// Reduces a name to one line without folders; `None` if nothing remains. Control characters are removed, not refused:
/// senders have seldom chosen the name themselves.
pub fn base_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last: String = last.chars().filter(|character| !character.is_control()).collect();
    let last = line(&last).unwrap_or_default();
    (!["", ".", ".."].contains(&last.as_str())).then_some(last)
}

/// Characters of a name to escape in a header: all except RFC 8187's `attr-char`.
const ATTR_CHAR: AsciiSet = NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Header `Content-Disposition` (RFC 6266): images are displayed, everything else is downloaded under a name with an
/// extension of its type, since the extension decides which program opens it.
pub(super) fn disposition(name: &str, file_type: FileType) -> String {
    let kind = if file_type.is_image() { "inline" } else { "attachment" };
    let ending = file_type.extensions().first().filter(|_| !has_extension(name, file_type));
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    format!("{kind}; filename*=UTF-8''{}{ending}", utf8_percent_encode(name, &ATTR_CHAR))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_are_left_out() {
        for path in ["../../etc/passwd", "C:\\windows\\passwd", "/passwd", "a\0b/passwd\n"] {
            assert_eq!(base_name(path).as_deref(), Some("passwd"));
        }
        for nothing in ["", "..", "a/", "b/.", "\u{1}", " "] {
            assert_eq!(base_name(nothing), None);
        }
    }

    #[test]
    fn a_saved_file_is_named_as_what_it_is() {
        assert_eq!(disposition("Año.PDF", FileType::Pdf), "attachment; filename*=UTF-8''A%C3%B1o.PDF");
        assert_eq!(disposition("a.exe", FileType::Zip), "attachment; filename*=UTF-8''a.exe.zip");
        assert_eq!(disposition("a.jpeg", FileType::Jpeg), "inline; filename*=UTF-8''a.jpeg");
    }

    proptest! {
        #[test]
        fn a_name_of_any_characters_survives_and_never_leaves_its_header(name in any::<String>()) {
            let Some(name) = base_name(&name) else { return Ok(()) };
            let header = disposition(&name, FileType::Pdf);
            let encoded = header.strip_prefix("attachment; filename*=UTF-8''").unwrap_or_default();
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"\\;,%".contains(&byte) || byte == b'%'));
            let decoded = percent_encoding::percent_decode_str(encoded).decode_utf8_lossy();
            prop_assert!(decoded.starts_with(&name));
        }
    }
}
