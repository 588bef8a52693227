//! The desk's own texts, by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Languages of the widget, by ISO 639-1.
pub const LANGUAGES: [&str; 2] = [ENGLISH, SPANISH];

const ENGLISH: &str = "en";
const SPANISH: &str = "es";

/// The widget's texts by language, such as `es`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskTexts {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// `true` if the system replies to a new chat while the desk is closed or nobody is there.
    #[schema(required)]
    pub is_auto_reply_on: bool,
    /// Texts by language.
    #[schema(required)]
    pub languages: BTreeMap<String, LanguageTexts>,
}

/// The widget's texts in one language. An empty one stands for the widget's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct LanguageTexts {
    /// Above the first message.
    #[schema(required)]
    pub greeting: String,
    /// The same while the desk is closed.
    #[schema(required)]
    pub away: String,
    /// The system's reply to a new chat, where it replies.
    #[schema(required)]
    pub auto_reply: String,
    /// Once a chat is over.
    #[schema(required)]
    pub thanks: String,
}

impl DeskTexts {
    /// The system's reply to a chat in a language, such as `es-MX`; in English if the widget doesn't speak it.
    pub fn auto_reply_in(&self, language: &str) -> &str {
        let spoken = language.split('-').next().filter(|spoken| LANGUAGES.contains(spoken)).unwrap_or(ENGLISH);
        let own = self.languages.get(spoken).map(|texts| &*texts.auto_reply).filter(|text| !text.is_empty());
        own.unwrap_or(match spoken {
            SPANISH => "Ahora mismo no estamos disponibles. Te responderemos lo antes posible.",
            _ => "We’re not available right now. We’ll get back to you as soon as we can.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_automatic_reply_is_in_the_language_of_the_chat_and_in_the_desks_own_words() {
        let own = LanguageTexts { auto_reply: "¡Volvemos!".into(), ..LanguageTexts::default() };
        let texts = DeskTexts { languages: [(SPANISH.to_owned(), own)].into(), ..DeskTexts::default() };
        for (language, reply) in [
            ("es", "¡Volvemos!"),
            ("es-MX", "¡Volvemos!"),
            ("en", DeskTexts::default().auto_reply_in(ENGLISH)),
            ("", DeskTexts::default().auto_reply_in(ENGLISH)),
            ("fr", DeskTexts::default().auto_reply_in(ENGLISH)),
        ] {
            assert_eq!(texts.auto_reply_in(language), reply, "{language}");
        }
    }
}
