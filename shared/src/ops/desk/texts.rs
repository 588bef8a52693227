//! Changes of the widget's texts and languages.

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{DeskTexts, Identity, LANGUAGES, LanguageTexts},
};

/// Longest text of the widget, in characters.
const TEXT_LIMIT: usize = 500;

/// Changes of the widget's texts.
#[derive(Clone, Debug)]
pub(super) struct TextsEdit {
    version: u64,
    offered_languages: Option<Vec<String>>,
    default_language: Option<String>,
    is_auto_reply_on: Option<bool>,
    languages: Vec<(&'static str, LanguageEdit)>,
}

/// Changes of the texts of a language.
#[derive(Clone, Debug)]
struct LanguageEdit {
    greeting: Option<String>,
    away: Option<String>,
    auto_reply: Option<String>,
    thanks: Option<String>,
}

impl Input for TextsEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let unspoken = || "The widget doesn’t speak this language.".to_owned();
        let offered_languages = fields.texts("offered_languages").each_of(&LANGUAGES, unspoken).optional();
        let default_language = fields.line("default_language").one_of(&LANGUAGES, unspoken).optional();
        let is_auto_reply_on = fields.boolean("is_auto_reply_on").optional();
        let languages = fields.group("languages", |fields| {
            let read = LANGUAGES.map(|language| (language, fields.group(language, LanguageEdit::read)));
            fields.refuse_others(&unspoken());
            let edits = read.into_iter().map(|(language, edit)| edit.map(|edit| Some((language, edit?))));
            edits.collect::<Option<Vec<_>>>()
        });
        let languages = languages?.into_iter().flatten().flatten().collect();
        Some(Self {
            version: version?,
            offered_languages: offered_languages?,
            default_language: default_language?,
            is_auto_reply_on: is_auto_reply_on?,
            languages,
        })
    }
}

impl Input for LanguageEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let mut text = |name| fields.text(name).max(TEXT_LIMIT).optional();
        let (greeting, away) = (text("greeting"), text("away"));
        let (auto_reply, thanks) = (text("auto_reply"), text("thanks"));
        Some(Self { greeting: greeting?, away: away?, auto_reply: auto_reply?, thanks: thanks? })
    }
}

impl GroupEdit for TextsEdit {
    type Group = DeskTexts;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskTexts, _: &Identity) {
        set(&mut group.offered_languages, self.offered_languages.map(|offered| in_order(&offered)));
        set(&mut group.default_language, self.default_language);
        set(&mut group.is_auto_reply_on, self.is_auto_reply_on);
        for (language, LanguageEdit { greeting, away, auto_reply, thanks }) in self.languages {
            let texts = group.languages.entry(language.to_owned()).or_default();
            set(&mut texts.greeting, greeting);
            set(&mut texts.away, away);
            set(&mut texts.auto_reply, auto_reply);
            set(&mut texts.thanks, thanks);
        }
        group.languages.retain(|_, texts| *texts != LanguageTexts::default());
    }
}

/// The languages in their order, each once; none of them for all, so that those of a later version are offered, too.
fn in_order(offered: &[String]) -> Vec<String> {
    let mut languages = LANGUAGES.map(str::to_owned).to_vec();
    languages.retain(|language| offered.contains(language));
    if languages.len() == LANGUAGES.len() { Vec::new() } else { languages }
}
