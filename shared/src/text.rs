//! Normalization of text as users type and paste it, for storage and for comparison.
//!
//! Text is stored in NFC (Unicode Standard Annex #15). Identifiers are compared by [`identifier`], searches by
//! [`folded`].

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_security::{MixedScript, confusable_detection::skeleton};
use unicode_segmentation::UnicodeSegmentation;

/// A control character in a text, other than line feed and tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlCharacter(pub char);

/// Name reserved for the system's own messages.
const SYSTEM: &str = "system";

/// Normalizes text of any number of lines to NFC, without surrounding white space. Every line break becomes a line
/// feed.
///
/// # Errors
/// The first control character.
pub fn lines(text: &str) -> Result<String, ControlCharacter> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    match text.chars().find(|&c| c.is_control() && !"\n\t".contains(c)) {
        Some(control) => Err(ControlCharacter(control)),
        None => Ok(text.trim().nfc().collect()),
    }
}

/// Normalizes text of one line, such as a name: as [`lines`], with each run of white space as one space, and without
/// characters that are invisible or change the direction of writing. Joiners stay: scripts and emoji need them.
///
/// # Errors
/// The first control character.
pub fn line(text: &str) -> Result<String, ControlCharacter> {
    let text = lines(text)?;
    let shown: String = text.chars().filter(|&c| c == '\n' || c == '\t' || is_joiner(c) || !is_format(c)).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    Ok(Some(words.join(" ")).filter(|line| shows_something(line)).unwrap_or_default())
}

/// Removes invisible characters, from pasted numbers, ids and addresses.
pub fn without_invisible(text: &str) -> String {
    let shown: String = text.chars().filter(|&c| !is_format(c)).collect();
    shown.trim().to_owned()
}

/// `true` if a text has visible characters.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_format(c) || is_blank(c)))
}

/// Canonical form of a user's identifier, such as a username or an e-mail address: NFKC, case-folded.
pub fn identifier(text: &str) -> String {
    case_folded(&text.nfkc().collect::<String>()).nfkc().collect()
}

/// Canonical form of searched and searchable text: without case and accents.
pub fn folded(text: &str) -> String {
    let plain: String = text.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(without_stroke).collect();
    case_folded(&plain).nfkc().collect()
}

/// Truncates a text to at most `limit` characters without splitting one that readers see as one (extended grapheme
/// clusters, Unicode Standard Annex #29).
pub fn cut(text: &str, limit: usize) -> &str {
    let mut characters = 0;
    let ends = text.grapheme_indices(true).map_while(|(at, cluster)| {
        characters += cluster.chars().count();
        (characters <= limit).then_some(at + cluster.len())
    });
    &text[..ends.last().unwrap_or(0)]
}

/// `true` if a name is written in one script (Unicode Technical Standard #39, section 5.1), so that it has no
/// look-alike letters from another.
pub fn is_of_one_script(name: &str) -> bool {
    name.is_single_script()
}

/// `true` if a reader could mistake a name for the system's.
pub fn passes_for_system(name: &str) -> bool {
    let looks_like = |text: &str| skeleton(text).collect::<String>();
    looks_like(&folded(name.trim())) == looks_like(SYSTEM)
}

/// Normalizes a phone number to dialling characters: pasted ones contain invisible characters, other digits, spaces and
/// hyphens. `None` for an invalid one.
pub fn phone_number(text: &str) -> Option<String> {
    let plain: String = without_invisible(text).nfkc().map(plain_phone_character).collect();
    let number = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let (base, extension) = split_extension(&number);
    let is_base = base.chars().all(|c| c.is_ascii_digit() || "+-(). /".contains(c));
    let is_extension = extension.is_none_or(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()));
    let has_digit = number.is_empty() || base.chars().any(|c| c.is_ascii_digit());
    (is_base && is_extension && has_digit).then_some(number)
}

/// Splits a number from the extension after `ext.`, `x` or `#`.
fn split_extension(number: &str) -> (&str, Option<&str>) {
    let lower = number.to_ascii_lowercase();
    let marks = ["extension", "ext.", "ext", "x", "#"];
    let found = marks.into_iter().find_map(|mark| lower.find(mark).map(|at| (at, mark.len())));
    found.map_or((number, None), |(at, length)| {
        (&number[..at], Some(number[at + length..].trim_matches([' ', ':', '.'])))
    })
}

fn plain_phone_character(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => '-',
        // Arabic-Indic, extended Arabic-Indic and Devanagari digits, which NFKC leaves as they are.
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' => decimal_digit(c),
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

fn decimal_digit(c: char) -> char {
    let zeros = [0x660_u32, 0x6f0, 0x966];
    let value = zeros.into_iter().map(|zero| (c as u32).wrapping_sub(zero)).find(|value| *value < 10);
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

fn is_format(c: char) -> bool {
    matches!(c.general_category(), GeneralCategory::Format) || is_variation_selector(c) && c != '\u{fe0f}'
}

fn is_joiner(c: char) -> bool {
    // Tag characters make flags such as that of Scotland.
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}')
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters without a visible glyph: fillers, and Braille's empty pattern.
fn is_blank(c: char) -> bool {
    is_variation_selector(c)
        || matches!(
            c,
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' | '\u{34f}' | '\u{17b4}' | '\u{17b5}'
        )
}

/// Folds case by upper-casing first, which writes ß as SS and merges the forms of sigma.
fn case_folded(text: &str) -> String {
    text.to_uppercase().to_lowercase().replace('ς', "σ")
}

/// Replaces letters with a stroke and ligatures, which Unicode doesn't decompose, by common ASCII spellings.
fn without_stroke(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'þ' | 'Þ' => "th",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phone_numbers_are_kept_as_they_are_dialled() {
        for (typed, kept) in [
            ("\u{202a}+34 600 123 456\u{202c}", "+34 600 123 456"),
            ("+34\u{a0}600\u{2011}123\u{2011}456", "+34 600-123-456"),
            ("\u{663}\u{664} \u{6f1}", "34 1"),
            ("+49 (0) 89 / 123 45 - 67", "+49 (0) 89 / 123 45 - 67"),
            ("+1 (555) 123-4567 ext. 12", "+1 (555) 123-4567 ext. 12"),
            ("\u{ff0b}\u{ff13}\u{ff14} 1", "+34 1"),
            ("", ""),
        ] {
            assert_eq!(phone_number(typed).as_deref(), Some(kept), "{typed:?}");
        }
        for none in ["call me", "+34 ext.", "12 ext. twelve", "()", "<1>"] {
            assert_eq!(phone_number(none), None, "{none:?}");
        }
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        for blank in ["", " \n\t", "\u{200b}", "\u{200d}\u{200d}", "\u{3164}", "\u{2800}\u{fe0f}", "\u{202e}\u{202c}"] {
            assert!(!shows_something(blank), "{blank:?}");
            assert_eq!(line(blank).as_deref(), Ok(""), "{blank:?}");
        }
        for shown in ["a", "🙂", "👩‍🚀", "\u{200b}.", "نَ"] {
            assert!(shows_something(shown), "{shown:?}");
        }
    }

    #[test]
    fn nobody_can_be_named_like_the_system() {
        for name in ["System", " SYSTEM ", "Systеm", "ѕystem", "Ｓｙｓｔｅｍ", "sÿstem"] {
            assert!(passes_for_system(name), "{name}");
        }
        for name in ["Sys Temple", "Ana", ""] {
            assert!(!passes_for_system(name), "{name}");
        }
    }

    #[test]
    fn search_folds_case_and_accents() {
        for (typed, form) in [
            ("José Núñez", "jose nunez"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İzmir", "izmir"),
            ("Ångström", "angstrom"),
        ] {
            assert_eq!(folded(typed), form);
        }
    }

    #[test]
    fn a_family_is_not_cut_in_two() {
        let text = format!("{}👨‍👩‍👧", "a".repeat(79));
        assert_eq!(cut(&text, 80), "a".repeat(79));
        assert_eq!(cut(&text, 84), text);
        assert_eq!(cut("", 80), "");
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_that_turns_nothing(text in any::<String>()) {
            let Ok(line) = line(&text) else { return Ok(()) };
            let turning = ['\u{2028}', '\u{2029}', '\u{202e}', '\u{202d}', '\u{2066}', '\u{200e}', '\u{200b}'];
            let is_refused = |c: char| c.is_control() || turning.contains(&c);
            prop_assert!(!line.chars().any(is_refused));
            prop_assert_eq!(super::line(&line), Ok(line.clone()));
        }

        #[test]
        fn lines_keep_what_was_typed_and_refuse_controls(text in "[a-zé\n\t\r \u{1}\u{1b}\u{85}]{0,40}") {
            match lines(&text) {
                Ok(kept) => {
                    prop_assert!(kept.chars().all(|c| !c.is_control() || "\n\t".contains(c)));
                    prop_assert_eq!(lines(&kept), Ok(kept.clone()));
                }
                Err(ControlCharacter(control)) => prop_assert!(text.contains(control) && !"\n\t\r".contains(control)),
            }
        }

        #[test]
        fn forms_of_one_text_are_equal(text in "[a-zA-ZéñüßÅø ]{0,20}") {
            let forms = [text.nfd().collect::<String>(), text.to_uppercase(), text.nfkc().collect()];
            for form in forms {
                prop_assert_eq!(folded(&form), folded(&text));
                prop_assert_eq!(identifier(&form), identifier(&text));
            }
        }

        #[test]
        fn a_cut_is_a_beginning_of_whole_characters(text in any::<String>(), limit in 0..50_usize) {
            let beginning = cut(&text, limit);
            prop_assert!(text.starts_with(beginning) && beginning.chars().count() <= limit);
            let whole: Vec<&str> = text.graphemes(true).collect();
            let kept: Vec<&str> = beginning.graphemes(true).collect();
            prop_assert_eq!(&whole[..kept.len()], &kept[..]);
        }
    }
}
