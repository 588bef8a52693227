//! The JSON shapes of the contract (api.md, "Shapes"), made from entities for a [`Reader`]. Events carry the same
//! shapes as answers.

mod activity;
mod agent;
mod availability;
mod chat_session;
mod confirmation;
mod faq;
mod mail;
mod message;
mod note;
mod notification;
mod notification_settings;
mod reader;
mod reading;
mod received_mail;
mod report;
mod room;
mod session;
mod setting;
mod stopped_address;
mod user;
mod web_push;
mod webhook;

pub use activity::Activity;
pub use agent::AgentView;
pub use availability::{Availability, FormField, Wait};
pub use chat_session::ChatSessionView;
pub use confirmation::{Confirmation, MailRequest, MarkedCount};
pub use faq::FaqArticleView;
pub use mail::{MailContent, MailView};
pub use message::{MessageView, ReadMark};
pub use note::NoteView;
pub use notification::NotificationView;
pub use notification_settings::{NotificationSettingsView, NotificationWays};
pub use reader::Reader;
pub use reading::ReadingPositions;
pub use received_mail::ReceivedMailView;
pub use report::{AgentReport, DayReport, Rating, Report, Summary, Times};
pub use room::{ChatRoomView, RoomUpdate};
pub use session::SessionView;
pub use setting::Setting;
pub use stopped_address::StoppedAddressView;
pub use user::{ChatUserView, UserView};
pub use web_push::{PushKeyView, PushSubscriptionView, WebPushView};
pub use webhook::{DeliveryView, WebhookView, WebhookWithSecret};
