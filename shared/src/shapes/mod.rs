//! The JSON shapes of the contract (api.md, "Shapes"), made from entities for a [`Reader`]. Events carry the same shapes as
//! answers.

mod activity;
mod agent;
mod message;
mod note;
mod notification;
mod reader;
mod report;
mod room;
mod session;
mod setting;
mod user;
mod webhook;

pub use activity::Activity;
pub use agent::AgentShape;
pub use message::{MessageShape, ReadMark};
pub use note::NoteShape;
pub use notification::NotificationShape;
pub use reader::Reader;
pub use report::{AgentReport, DayReport, Rating, Report, Summary, Times};
pub use room::{ChatRoomShape, RoomParts, RoomUpdate};
pub use session::SessionShape;
pub use setting::Setting;
pub use user::{ChatUserShape, UserShape};
pub use webhook::{DeliveryShape, WebhookShape};
