//! The JSON shapes of the contract (api.md, "Shapes"), made from entities. Events carry the same shapes as answers.

mod activity;
mod agent;
mod message;
mod note;
mod notification;
mod report;
mod room;
mod setting;
mod user;
mod webhook;

pub use activity::Activity;
pub use agent::{AgentForCustomers, AgentShape};
pub use message::{MessageShape, ReadMark};
pub use note::NoteShape;
pub use notification::NotificationShape;
pub use report::{AgentReport, DayReport, Rating, Report, Summary, Times};
pub use room::{ChatRoomShape, RoomParts, RoomUpdate};
pub use setting::Setting;
pub use user::{ChatUserShape, UserShape};
pub use webhook::{DeliveryShape, WebhookShape};
