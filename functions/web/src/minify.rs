//! Minification of scripts and styles: removes indentation, comments, and in scripts the spaces around punctuation, a
//! third of their size. Line numbers stay the same, so that errors in a browser refer to the source.
//!
//! Comments are found without parsing strings: in `web/`, no line of a template literal may begin like a comment, and
//! no string may contain `/** @`.

/// Start of an inline type, as in `/** @type {Room} */ (room)`.
const TYPE_COMMENT: &str = "/** @";

/// Punctuation that needs no spaces around it. `+` and `-` do: `a + +b` isn't `a++b`.
const PUNCTUATION: &str = "{}()[],;=:?&|<>";

/// Returns a script without comments and spaces around punctuation.
pub(crate) fn minify_script(source: &str) -> String {
    let mut in_template = false;
    minify(source).lines().flat_map(|line| [without_spaces(line, &mut in_template), "\n".to_owned()]).collect()
}

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

/// Removes spaces around punctuation outside of strings. Leaves lines alone that a template literal is on, or a slash,
/// which may begin a regular expression.
fn without_spaces(line: &str, in_template: &mut bool) -> String {
    let (mut tight, mut quote, mut is_escaped) = (String::new(), None, false);
    let was_in_template = *in_template;
    let mut is_plain = true;
    for character in line.chars() {
        match (quote, character) {
            _ if is_escaped => is_escaped = false,
            (_, '\\') => is_escaped = true,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '`') => {
                *in_template = !*in_template;
                is_plain = false;
            }
            _ if *in_template => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '/') => is_plain = false,
            (None, ' ') if tight.ends_with(is_punctuation) => continue,
            (None, _) if is_punctuation(character) && tight.ends_with(' ') => _ = tight.pop(),
            _ => {}
        }
        tight.push(character);
    }
    if is_plain && !was_in_template { tight } else { line.to_owned() }
}

fn is_punctuation(character: char) -> bool {
    PUNCTUATION.contains(character)
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

    #[test]
    fn spaces_around_punctuation_are_removed_from_scripts() {
        let script = "import { a } from \"b, c\";\nconst f = (a, b) => ({ a: b ? [a] : 'c = d' });\n";
        let tight = "import{a}from \"b, c\";\nconst f=(a,b)=>({a:b?[a]:'c = d'});\n";
        assert_eq!(minify_script(script), tight);
    }

    #[test]
    fn spaces_in_strings_templates_and_expressions_stay() {
        for (script, tight) in [
            (r#"a = "b, \" = c" + 'd " = e';"#, r#"a="b, \" = c" + 'd " = e';"#),
            ("a = +b + -c - -d;", "a=+b + -c - -d;"),
            ("a = `b = ${c ? `, d` : 1}`;", "a = `b = ${c ? `, d` : 1}`;"),
            ("a = `b, c\nd, \"e = f\ng, h` + i;\nj = k;", "a = `b, c\nd, \"e = f\ng, h` + i;\nj=k;"),
            ("a = /[\"'] = , `/;", "a = /[\"'] = , `/;"),
        ] {
            assert_eq!(minify_script(script), format!("{tight}\n"));
        }
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
