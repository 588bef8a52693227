//! Webhooks: subscriptions, and deliveries, which follow from the entries of rooms' logs.

mod address;
mod create;
mod deliver;
mod edit;
mod payload;

pub use address::is_public;
pub use create::create_deliveries;
pub use deliver::{Post, deliver, queue_pending};
pub use edit::{
    NewWebhook, WebhookEdit, create_webhook, edit_webhook, get_webhook, list_deliveries, list_webhooks, remove_webhook,
};
