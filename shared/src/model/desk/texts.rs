//! The desk's own texts, by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Languages of the widget, by ISO 639-1.
pub const LANGUAGES: [&str; 20] = [
    ENGLISH, "es", "fr", "de", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ro", "tr", "uk", "ar", "he",
    "ja", "zh",
];

const ENGLISH: &str = "en";

/// The widget's texts by language, such as `es`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskTexts {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Languages that visitors are addressed in; empty for all that the widget speaks.
    #[schema(required)]
    pub offered_languages: Vec<String>,
    /// Language for those whose own isn't offered. It is always one of the offered.
    #[schema(required)]
    pub default_language: String,
    /// `true` if the system replies to a new chat while the desk is closed or nobody is there.
    #[schema(required)]
    pub is_auto_reply_on: bool,
    /// Texts by language.
    #[schema(required)]
    pub languages: BTreeMap<String, LanguageTexts>,
}

impl Default for DeskTexts {
    fn default() -> Self {
        Self {
            version: 0,
            offered_languages: Vec::new(),
            default_language: ENGLISH.into(),
            is_auto_reply_on: false,
            languages: BTreeMap::new(),
        }
    }
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
    /// Languages that are offered.
    pub fn offered_languages(&self) -> impl Iterator<Item = &'static str> {
        let is_offered = |language: &&str| {
            self.offered_languages.is_empty() || self.offered_languages.iter().any(|other| other == language)
        };
        LANGUAGES.into_iter().filter(move |language| is_offered(language) || *language == self.default_language)
    }

    /// Language in which somebody is addressed who prefers one, such as `es-MX`; empty if nothing is known of that.
    pub fn language_for(&self, preferred: &str) -> &str {
        let spoken = preferred.split('-').next();
        self.offered_languages().find(|language| Some(*language) == spoken).unwrap_or(&self.default_language)
    }

    /// The system's reply to a chat whose visitor prefers a language.
    pub fn auto_reply_in(&self, preferred: &str) -> &str {
        let language = self.language_for(preferred);
        let own = self.languages.get(language).map(|texts| &*texts.auto_reply).filter(|text| !text.is_empty());
        own.unwrap_or_else(|| auto_reply(language))
    }
}

/// The automatic reply of a desk that has none of its own.
fn auto_reply(language: &str) -> &'static str {
    match language {
        "es" => "Ahora mismo no estamos disponibles. Te responderemos lo antes posible.",
        "fr" => "Nous ne sommes pas disponibles pour le moment. Nous vous répondrons dès que possible.",
        "de" => "Wir sind gerade nicht erreichbar. Wir melden uns so bald wie möglich bei Ihnen.",
        "it" => "Al momento non siamo disponibili. Ti risponderemo il prima possibile.",
        "pt" => "Não estamos disponíveis no momento. Responderemos assim que possível.",
        "nl" => "We zijn op dit moment niet beschikbaar. We reageren zo snel mogelijk.",
        "sv" => "Vi är inte tillgängliga just nu. Vi svarar så snart vi kan.",
        "da" => "Vi er ikke tilgængelige lige nu. Vi svarer, så snart vi kan.",
        "nb" => "Vi er ikke tilgjengelige akkurat nå. Vi svarer så snart vi kan.",
        "fi" => "Emme ole juuri nyt tavoitettavissa. Vastaamme mahdollisimman pian.",
        "pl" => "W tej chwili jesteśmy niedostępni. Odpowiemy najszybciej, jak to możliwe.",
        "cs" => "Právě teď nejsme k dispozici. Odpovíme co nejdříve.",
        "ro" => "Momentan nu suntem disponibili. Vă vom răspunde cât mai curând posibil.",
        "tr" => "Şu anda müsait değiliz. En kısa sürede size geri döneceğiz.",
        "uk" => "Зараз ми недоступні. Відповімо якнайшвидше.",
        "ar" => "لسنا متاحين حاليًا. سنرد عليك في أقرب وقت ممكن.",
        "he" => "אנחנו לא זמינים כרגע. נחזור אליך בהקדם האפשרי.",
        "ja" => "ただいま対応できません。できるだけ早くご返信いたします。",
        "zh" => "我们暂时不在线，会尽快回复您。",
        _ => "We’re not available right now. We’ll get back to you as soon as we can.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_automatic_reply_is_in_the_language_of_the_chat_and_in_the_desks_own_words() {
        let own = LanguageTexts { auto_reply: "¡Volvemos!".into(), ..LanguageTexts::default() };
        let texts = DeskTexts { languages: [("es".to_owned(), own)].into(), ..DeskTexts::default() };
        let english = "We’re not available right now. We’ll get back to you as soon as we can.";
        for (language, reply) in
            [("es", "¡Volvemos!"), ("es-MX", "¡Volvemos!"), ("en", english), ("", english), ("tlh", english)]
        {
            assert_eq!(texts.auto_reply_in(language), reply, "{language}");
        }
    }
    #[test]
    fn visitors_are_addressed_in_their_own_language_if_it_is_offered_and_else_in_the_default_one() {
        for (offered, default_language, preferred, language) in [
            (&[][..], ENGLISH, "es-MX", "es"),
            (&[], "es", "tlh", "es"),
            (&[], "es", "", "es"),
            (&[ENGLISH], ENGLISH, "es", ENGLISH),
            (&["es"], ENGLISH, "en", ENGLISH),
            (&["es"], "es", "en", "es"),
        ] {
            let offered_languages = offered.iter().map(|language: &&str| (*language).to_owned()).collect();
            let texts =
                DeskTexts { offered_languages, default_language: default_language.into(), ..DeskTexts::default() };
            assert_eq!(texts.language_for(preferred), language, "{texts:?} {preferred}");
        }
    }
}
