//! Minification of scripts and styles: removes indentation and comments, a third of their size. Line numbers stay the
//! same, so that errors in a browser refer to the source.
//!
//! It doesn't parse strings: in `web/`, no line of a template literal may begin like a comment, and no string may
//! contain `/** @`.

/// Start of an inline type, as in `/** @type {Room} */ (room)`.
const TYPE_COMMENT: &str = "/** @";

/// Returns the source with comments replaced by empty lines.
pub(crate) fn minify(source: &str) -> String {
    let mut in_block = false;
    source.lines().flat_map(|line| [without_types(code(line.trim(), &mut in_block)), "\n".to_owned()]).collect()
}

/// Strips a line's comment.
fn code<'a>(line: &'a str, in_block: &mut bool) -> &'a str {
    let block = if *in_block { Some(line) } else { line.strip_prefix("/*") };
    match block.map(|block| block.split_once("*/")) {
        Some(None) => {
            *in_block = true;
            ""
        }
        Some(Some((_, rest))) if *in_block => {
            *in_block = false;
            rest
        }
        Some(Some((_, ""))) => "",
        None if line.starts_with("//") => "",
        _ => line,
    }
}

fn without_types(code: &str) -> String {
    let mut parts = code.split(TYPE_COMMENT);
    let first = parts.next().unwrap_or_default();
    let others = parts.map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest.trim_start()));
    std::iter::once(first).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn comments_become_empty_lines() {
        let script = "// One\nlet a = 1; // two\n  /** Three */\n  /**\n   * four\n\n   // five\n   */\n  b();\n";
        assert_eq!(minify(script), "\nlet a = 1; // two\n\n\n\n\n\n\nb();\n");
    }

    #[test]
    fn code_beside_a_comment_is_unchanged() {
        for code in ["a /* b */ + c;", "\"/*\" + '//';", "a\n/ b / c\n* d;"] {
            assert_eq!(minify(code), format!("{code}\n"));
        }
        assert_eq!(minify("/*\n a */ b();"), "\n b();\n");
    }

    #[test]
    fn inline_types_are_removed() {
        let script = "/** @type {Room} */ (room).open(/** @type {any} */ (a), (/** @type {B} */ b) => b);";
        assert_eq!(minify(script), "(room).open((a), (b) => b);\n");
    }

    /// Lines of a script; `true` marks code.
    fn lines() -> impl Strategy<Value = Vec<(String, bool)>> {
        let code = "[ ]{0,3}[a-z\"(][a-z*/ \"]{0,9}".prop_map(|line| vec![(line, true)]);
        let comment = "[ ]{0,3}//[a-z*/ \"]{0,9}".prop_map(|line| vec![(line, false)]);
        let block = prop::collection::vec("[a-z/ \"]{0,9}", 1..4).prop_map(|lines| {
            let block = format!("  /*{} */", lines.join("\n"));
            block.lines().map(|line| (line.to_owned(), false)).collect::<Vec<_>>()
        });
        prop::collection::vec(prop_oneof![code, comment, block], 0..9).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn code_and_line_numbers_are_unchanged(lines in lines()) {
            let script: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
            let expected: String = lines.iter().map(|(line, is_code)| format!("{}\n", if *is_code { line.trim() } else { "" })).collect();
            prop_assert_eq!(minify(&script), expected);
        }
    }
}
