//! Webhooks: subscriptions, and deliveries, which follow from the entries of rooms' logs.

mod create;
mod deliver;
mod edit;
mod payload;

pub use create::create_deliveries;
pub use deliver::{deliver, queue_pending};
pub use edit::{
    NewWebhook, WebhookEdit, create_webhook, edit_webhook, get_webhook, list_deliveries, list_webhooks, remove_webhook,
};
