//! Settings of the desk that admins change while it runs, in groups. Each group is an item of its own with a version,
//! so that of two admins who change the same group at once the second is told.

mod hours;
mod logo;
mod mail;
mod pre_chat;
mod push;
mod routing;
mod secret;
mod texts;
mod time_of_day;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use hours::{ClosedBehaviour, DeskHours, Holiday, OpenSpan, OpeningHours, Weekday, time_zone};
pub use logo::DeskLogo;
pub use mail::{ClosedReply, DeskMail};
pub use pre_chat::{Asked, DeskPreChat};
pub use push::DeskPush;
pub use routing::{AutoAssign, DeskRouting, ReopenTo};
pub use secret::{CaptchaProvider, DeskCaptcha, DeskIdentityTokens, DeskSecret};
pub use texts::{DeskTexts, LANGUAGES, LanguageTexts};
pub use time_of_day::TimeOfDay;

use crate::{
    config::DeskSettings,
    table::{Entity, Key, Query},
    time::Timestamp,
};

/// A group of settings. Serialized as it is in answers; the defaults are those of a new desk, as far as its
/// deployment says nothing else.
pub trait DeskGroup: Entity + Clone + Default + PartialEq {
    /// Its name, such as `hours`.
    const NAME: &'static str;

    /// Number of changes so far. Who changes the group names the version that was read.
    fn version(&self) -> u64;

    /// Sets the number of changes so far.
    fn set_version(&mut self, version: u64);
}

macro_rules! desk_groups {
    ($($group:ty = $name:literal),+ $(,)?) => {
        $(impl DeskGroup for $group {
            const NAME: &'static str = $name;

            fn version(&self) -> u64 {
                self.version
            }

            fn set_version(&mut self, version: u64) {
                self.version = version;
            }
        }

        impl Entity for $group {
            fn key(&self) -> Key {
                Key::new(Desk::PARTITION, Self::NAME)
            }
        })+
    };
}

desk_groups!(
    DeskProfile = "profile",
    DeskTexts = "texts",
    DeskPreChat = "pre_chat",
    DeskHours = "hours",
    DeskMail = "mail",
    DeskRouting = "routing",
    DeskPush = "push",
    DeskCaptcha = "captcha",
    DeskIdentityTokens = "identity_tokens",
);

/// Appearance of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskProfile {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Name, which the widget shows as its title; empty for the widget's own.
    #[schema(required)]
    pub name: String,
    /// Colour of the widget, such as `#3b4fd8`; empty for the widget's own.
    #[schema(required)]
    pub color: String,
    /// Colour of text on it; empty for black or white, whichever is easier to read.
    #[schema(required)]
    pub text_color: String,
    /// Logo; `null` without one.
    #[schema(required)]
    pub logo: Option<DeskLogo>,
}

/// All groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// Its appearance.
    pub profile: DeskProfile,
    /// The widget's texts.
    pub texts: DeskTexts,
    /// The form with which a chat begins.
    pub pre_chat: DeskPreChat,
    /// Its opening hours.
    pub hours: DeskHours,
    /// Mail.
    pub mail: DeskMail,
    /// Rules by which agents get chats and keep them.
    pub routing: DeskRouting,
    /// Web push.
    pub push: DeskPush,
    /// The captcha.
    pub captcha: DeskCaptcha,
    /// Identity tokens.
    pub identity_tokens: DeskIdentityTokens,
}

/// A group as the table has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "sk", rename_all = "snake_case")]
pub enum StoredGroup {
    /// Appearance.
    Profile(DeskProfile),
    /// The widget's texts.
    Texts(DeskTexts),
    /// The form with which a chat begins.
    PreChat(DeskPreChat),
    /// Opening hours.
    Hours(DeskHours),
    /// Mail.
    Mail(DeskMail),
    /// Routing.
    Routing(DeskRouting),
    /// Web push.
    Push(DeskPush),
    /// The captcha.
    Captcha(DeskCaptcha),
    /// Identity tokens.
    IdentityTokens(DeskIdentityTokens),
    /// A group of a later version, which was deployed before this one was again.
    #[serde(other)]
    Unknown,
}

impl Desk {
    /// Partition of all groups.
    pub const PARTITION: &'static str = "DESK";

    /// A desk that no admin has changed anything of, as it was deployed.
    pub fn of_deployment(settings: &DeskSettings) -> Self {
        Self { routing: DeskRouting::of_deployment(settings), ..Self::default() }
    }

    /// `true` if it is open by its hours.
    pub fn is_open_at(&self, now: Timestamp) -> bool {
        matches!(self.hours.at(now), OpeningHours::Open(_))
    }

    /// Fields of the form of a chat that begins in these hours, by their names in `POST /api/chat/complete_chat/`, and
    /// whether they are required.
    pub fn form_in(&self, hours: OpeningHours) -> impl Iterator<Item = (&'static str, bool)> {
        self.pre_chat.fields(self.hours.ask_for_address_in(hours))
    }

    /// `true` if waiting rooms are assigned automatically.
    pub fn assigns_at(&self, now: Timestamp) -> bool {
        match self.routing.auto_assign {
            AutoAssign::Never => false,
            AutoAssign::WhileOpen => self.is_open_at(now),
            AutoAssign::Always => true,
        }
    }

    /// List of all groups that were changed once.
    pub fn groups() -> Query {
        Query::table(Self::PARTITION)
    }
}

/// Figures of the desk at present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeskFigures {
    /// Number of waiting rooms, up to a limit.
    pub queue_length: u64,
    /// `true` if an agent is there who accepts chats.
    pub is_online: bool,
    /// `true` if the FAQ has an article.
    pub has_faq: bool,
    /// Times in seconds that one in four rooms of the day has waited less than, and one in ten more than; `None` if
    /// there are too few to say.
    pub waits: Option<(u64, u64)>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_and_fields_of_a_later_version_are_ignored() -> Result<(), serde_json::Error> {
        let read = |item| serde_json::from_value::<StoredGroup>(item);
        let later =
            read(json!({"pk": Desk::PARTITION, "sk": "horoscope", "version": 3, "signs": {"aries": [1, true]}}))?;
        assert!(matches!(later, StoredGroup::Unknown));
        let push =
            read(json!({"pk": Desk::PARTITION, "sk": "push", "version": 3, "hide_text": true, "sound": "a bell"}))?;
        let known = DeskPush { version: 3, hide_text: true };
        assert!(matches!(push, StoredGroup::Push(push) if push == known));
        Ok(())
    }
}
