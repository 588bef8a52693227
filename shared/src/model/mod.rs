//! The entities: stored types, with the rules for one entity alone.
//!
//! One file per entity, with its key, its keys in indexes, and the lists that contain it. Rules across entities are in
//! `ops`, the JSON of answers is in `views`.

mod agent;
mod audit;
mod block;
mod canned_response;
mod chat_session;
mod daily_stats;
mod desk;
mod digest;
mod directory;
mod faq;
mod file;
mod greeting;
mod handling_time;
mod head;
mod identity;
mod last_message;
mod listing;
mod log_entry;
mod mail;
mod message;
mod note;
mod notification;
mod notification_settings;
mod occasion;
mod pre_chat;
mod presence;
mod push_key;
mod push_subscription;
mod reading;
mod received_mail;
mod removed_room;
mod room;
mod room_details;
mod room_outcome;
mod room_state;
mod session;
mod side;
mod stopped_address;
mod user;
mod visit;
mod web_push;
mod webhook;

pub use agent::{Agent, AgentRef, AgentTotals, DEFAULT_CAPACITY};
pub use audit::{Actor, AuditEntry, AuditTarget};
pub use block::{Block, BlockGuard, Blocked};
pub use canned_response::{CannedResponse, Shortcut};
pub use chat_session::{ChatSession, ChatSessionEntry, Ticket, Watcher};
pub use daily_stats::{DailyStats, DayStats, Duration, StatsShard, histogram};
pub use desk::{
    Asked, AutoAssign, CaptchaProvider, ClosedBehaviour, ClosedReply, Desk, DeskCaptcha, DeskFigures, DeskGroup,
    DeskHours, DeskIdentityTokens, DeskLogo, DeskMail, DeskPreChat, DeskProfile, DeskPush, DeskRouting, DeskSecret,
    DeskTexts, Holiday, LANGUAGES, LanguageTexts, OpenSpan, OpeningHours, ReopenTo, StoredGroup, TimeOfDay, Weekday,
    time_zone,
};
pub use digest::{Digest, DigestCause};
pub use directory::{DirectoryEntry, UniqueGuard};
pub use faq::FaqArticle;
pub use file::{AnnouncedFile, Attachment, FileType, Place, Upload, UploadState};
pub use greeting::{GreetedVisitors, Greeting, GreetingCount, GreetingRule, GreetingTime};
pub use handling_time::{FirstResponse, HandlingTime};
pub use head::Head;
pub use identity::{Identity, Role};
pub use last_message::LastMessage;
pub use log_entry::{EntryKind, LogEntry, LogPart, RetryKey, Said};
pub use mail::{Mail, MailAttempt, MailKind, MailLinks, MailOptOut, MailRef, MailStatus};
pub use message::{Message, MessageType, Sender, SenderType};
pub use note::Note;
pub use notification::{Notification, NotificationType, NotificationsRead, UNREAD};
pub use notification_settings::NotificationSettings;
pub use occasion::{Audience, Occasion};
pub use pre_chat::{CompletedChat, Person, PreChat};
pub use presence::{PRESENCE_TIMEOUT, Presence};
pub use push_key::PushKey;
pub use push_subscription::PushSubscription;
pub use reading::{Position, Reading};
pub use received_mail::{ReceivedCount, ReceivedMail, ReceivedOutcome};
pub use removed_room::RemovedRoom;
pub use room::{Priority, Room, RoomOrder, RoomStatus};
pub use room_details::RoomDetails;
pub use room_outcome::RoomOutcome;
pub use room_state::{RoomChange, RoomState};
pub use session::{Device, ReplacedToken, SESSION_LIFETIME, Session};
pub use side::Side;
pub use stopped_address::{StopReason, StoppedAddress};
pub use user::User;
pub use visit::Visit;
pub use web_push::{WebPush, WebPushRef};
pub use webhook::{
    Delivery, DeliveryAttempt, DeliveryRef, DeliveryStatus, Webhook, WebhookEvent, WebhookSecret, WebhookTrigger,
};

use listing::LISTING;

/// A plain enum with a string form.
pub trait StringEnum: std::str::FromStr {
    /// String forms of all variants.
    const WORDS: &'static [&'static str];
}

/// Defines a [`StringEnum`] with the same string form in JSON, in the table, in query strings and in errors.
macro_rules! string_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The string form.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::model::StringEnum for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
        }

        // Derived, it would have the names of the variants.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let words = <Self as $crate::model::StringEnum>::WORDS.iter().copied();
                let schema = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String);
                utoipa::openapi::Schema::from(schema.enum_values(Some(words))).into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(()),
                }
            }
        }
    };
}
use string_enum;
