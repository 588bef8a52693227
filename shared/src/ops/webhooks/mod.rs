//! Webhooks: subscriptions and deliveries. Deliveries are stored with their event; see [`Outbox`].

mod address;
mod deliver;
mod edit;
mod outbox;
mod payload;

pub use address::is_public;
pub use deliver::{Post, deliver, queue_pending};
pub use edit::{
    NewWebhook, WebhookEdit, create_webhook, edit_webhook, get_webhook, list_deliveries, list_webhooks, remove_webhook,
};
pub(super) use outbox::Outbox;
