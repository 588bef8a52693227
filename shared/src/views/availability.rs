//! Availability of the desk.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::GreetingId,
    model::{ClosedBehaviour, DeskLogo, Greeting, GreetingRule, LanguageTexts},
    time::Timestamp,
};

/// The desk as a visitor finds it: open or closed, attended or not, and its name, colour, texts and form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Availability {
    /// `true` within the opening hours.
    pub is_open: bool,
    /// `true` if an agent is there who accepts chats.
    pub is_online: bool,
    /// Time of the next opening; `null` while it is open, and if that isn't known.
    pub opens_at: Option<Timestamp>,
    /// Time of the next closing; `null` while it is closed, and if it doesn't close within a month.
    pub closes_at: Option<Timestamp>,
    /// Time zone of the opening hours, by its name in the IANA database.
    #[schema(example = "Europe/Vienna")]
    pub time_zone: String,
    /// Behaviour of the widget while the desk is closed.
    pub when_closed: ClosedBehaviour,
    /// `false` as long as the desk sends no mail at all.
    pub is_email_available: bool,
    /// `true` if the FAQ has an article.
    pub has_faq: bool,
    /// Number of waiting rooms, 100 at most.
    pub queue_length: u64,
    /// Range in which most waiting times of the day lie; `null` if too few are known, and while nobody is there.
    pub expected_wait: Option<Wait>,
    /// Fields of the pre-chat form.
    pub form: Vec<FormField>,
    /// Languages that the widget offers, by ISO 639-1.
    pub offered_languages: Vec<&'static str>,
    /// The one of them for visitors whose own it doesn't offer.
    #[schema(example = "en")]
    pub default_language: String,
    /// The desk's own texts by language.
    pub texts: BTreeMap<String, LanguageTexts>,
    /// Name of the desk; empty without one.
    #[schema(example = "Acme")]
    pub name: String,
    /// Its colour, such as `#3b4fd8`; empty without one.
    #[schema(example = "#3b4fd8")]
    pub color: String,
    /// Its colour of text on that; empty without one.
    #[schema(example = "#ffffff")]
    pub text_color: String,
    /// Its logo; `null` without one.
    pub logo: Option<LogoView>,
    /// Greetings for the desk as it is now, of which the first that is met is said.
    pub greetings: Vec<SaidGreeting>,
}

/// A greeting as the widget gets it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaidGreeting {
    id: GreetingId,
    #[serde(flatten)]
    rule: GreetingRule,
}

impl From<&Greeting> for SaidGreeting {
    fn from(greeting: &Greeting) -> Self {
        Self { id: greeting.id, rule: greeting.rule.clone() }
    }
}

impl Availability {
    /// Longest time for which it may be kept, in seconds.
    const MAX_AGE: u64 = 15;

    /// Seconds for which it may be kept: not beyond the next opening or closing.
    pub fn max_age(&self, now: Timestamp) -> u64 {
        let change = self.opens_at.or(self.closes_at);
        change.map_or(Self::MAX_AGE, |change| change.seconds_since(now).min(Self::MAX_AGE))
    }
}

/// The desk's logo.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogoView {
    /// Path of the picture, on the origin of the API.
    #[schema(example = "/api/chat/logo/0e9dc1c5-4ec1-5e0f-a7bd-fc9d0fc3ae0d/")]
    pub url: String,
    /// Width in pixels.
    #[schema(example = 320)]
    pub width: u32,
    /// Height in pixels.
    #[schema(example = 80)]
    pub height: u32,
}

impl From<DeskLogo> for LogoView {
    fn from(logo: DeskLogo) -> Self {
        Self { url: logo.path(), width: logo.width, height: logo.height }
    }
}

/// A range of waiting times.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Wait {
    /// Time that one in four has waited less than, in seconds.
    #[schema(example = 20)]
    pub from: u64,
    /// Time that one in ten has waited more than, in seconds.
    #[schema(example = 90)]
    pub to: u64,
}

/// A field that a visitor is asked for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct FormField {
    /// Name in `POST /api/chat/complete_chat/`.
    #[schema(example = "email")]
    pub name: &'static str,
    /// `true` if it can't be left empty.
    pub is_required: bool,
}
