//! Creating, editing, listing and removing of webhooks.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    ApiError, State,
    http::{Fields, Input},
    ids::WebhookId,
    model::{AuditEntry, Delivery, Identity, Webhook, WebhookEvent, WebhookSecret},
    ops::{outbound, race::retry_on_conflict},
    random::bytes,
    store::{MAX_WEBHOOKS, next_id},
    table::{Entity, Page, PageRequest, Read, Transaction, Write},
    time::Timestamp,
    views::WebhookView,
};

/// Longest URL, in characters.
const URL_LIMIT: usize = 2_000;
/// Prefix of a secret.
const PREFIX: &str = "whsec_";
/// Length of the key in a secret, in bytes, as Standard Webhooks requires.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Data of a new webhook.
#[derive(Clone, Debug)]
pub struct NewWebhook(pub WebhookEdit);

/// Changes of a webhook by an admin; absent fields stay unchanged.
#[derive(Clone, Debug)]
pub struct WebhookEdit {
    url: Option<String>,
    secret: Option<WebhookSecret>,
    events: Option<Vec<WebhookEvent>>,
    is_active: Option<bool>,
}

impl Input for NewWebhook {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.require(&["url", "events"]);
        WebhookEdit::read(fields).map(Self)
    }
}

impl Input for WebhookEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let url = fields.line("url").filled().max(URL_LIMIT).optional();
        let secret = fields.secret("secret").nullable();
        let secret = secret
            .bound(
                "pattern",
                format!("^{PREFIX}[A-Za-z0-9+/]+=*$"),
                |secret| is_secret(secret),
                || {
                    let (least, most) = (KEY_BYTES.start(), KEY_BYTES.end());
                    format!("Enter \"{PREFIX}\" and {least} to {most} bytes in base64, or nothing to have one made.")
                },
            )
            .optional();
        let events = fields.words("events").not_empty().optional();
        let is_active = fields.boolean("is_active").optional();
        Some(Self { url: url?, secret: secret?.map(WebhookSecret), events: events?, is_active: is_active? })
    }
}

fn is_secret(secret: &str) -> bool {
    let key = secret.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
    key.is_some_and(|key| KEY_BYTES.contains(&key.len()))
}

fn new_secret() -> WebhookSecret {
    WebhookSecret(format!("{PREFIX}{}", STANDARD.encode(bytes::<32>())))
}

impl WebhookEdit {
    /// Refuses a URL that isn't allowed.
    fn check(&self, state: &State) -> Result<(), ApiError> {
        let allows_private = state.config.desk.webhook_private_addresses;
        let url = self.url.as_deref();
        let problem = url.and_then(|url| outbound::problem("A webhook's URL", url, allows_private));
        problem.map_or(Ok(()), |problem| Err(ApiError::field("url", problem)))
    }
}

/// Lists a page of all webhooks, the oldest first.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_webhooks(state: &State, request: &PageRequest) -> Result<Page<Webhook>, ApiError> {
    Ok(state.table.page(&Webhook::all(), request, None).await?)
}

/// Reads a webhook.
///
/// # Errors
/// 404 for an unknown webhook.
pub async fn get_webhook(state: &State, id: WebhookId) -> Result<Webhook, ApiError> {
    state.table.get(&Webhook::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Lists a page of a webhook's deliveries, newest first.
///
/// # Errors
/// 404 for an unknown webhook or a cursor of another list.
pub async fn list_deliveries(state: &State, id: WebhookId, request: &PageRequest) -> Result<Page<Delivery>, ApiError> {
    let newest_first = Delivery::of_webhook(id).descending();
    let (webhook, page) = tokio::join!(get_webhook(state, id), state.table.page(&newest_first, request, None));
    webhook?;
    Ok(page?)
}

/// Creates a webhook. An absent secret is generated.
///
/// # Errors
/// 400 above the limit of webhooks, and for a URL that isn't allowed.
pub async fn create_webhook(state: &State, by: &Identity, NewWebhook(new): NewWebhook) -> Result<Webhook, ApiError> {
    new.check(state)?;
    let number = state.table.count(&Webhook::all()).await?;
    if number >= MAX_WEBHOOKS as u64 {
        return Err(ApiError::invalid(format!("You can have up to {MAX_WEBHOOKS} webhooks.")));
    }
    let webhook = Webhook {
        id: WebhookId(next_id(&state.table, "webhook").await?),
        url: new.url.unwrap_or_default(),
        secret: new.secret.unwrap_or_else(new_secret),
        events: new.events.unwrap_or_default(),
        is_active: new.is_active.unwrap_or(true),
        created_at: Timestamp::now(),
    };
    state.table.transact(vec![Write::create(&webhook), Write::put(&audited(by, "created", &webhook))]).await?;
    Ok(webhook)
}

/// Edits a webhook; absent fields stay unchanged.
///
/// # Errors
/// 404 for an unknown webhook; 400 for a URL that isn't allowed.
pub async fn edit_webhook(state: &State, by: &Identity, id: WebhookId, edit: WebhookEdit) -> Result<Webhook, ApiError> {
    edit.check(state)?;
    let edit = &edit;
    let after = retry_on_conflict(|| async move {
        let before = get_webhook(state, id).await?;
        let WebhookEdit { url, secret, events, is_active } = edit.clone();
        let after = Webhook {
            url: url.unwrap_or_else(|| before.url.clone()),
            secret: secret.unwrap_or_else(|| before.secret.clone()),
            events: events.unwrap_or_else(|| before.events.clone()),
            is_active: is_active.unwrap_or(before.is_active),
            ..before.clone()
        };
        let mut audited =
            audited(by, "changed", &after).between(&WebhookView::from(&before), &WebhookView::from(&after));
        if before.secret != after.secret {
            audited.changes.insert("secret".into(), serde_json::json!({"from": null, "to": null}));
        }
        let unchanged = Write::put(&after).when_equals("url", &before.url).when_equals("secret", &before.secret);
        let unchanged = unchanged.when_equals("events", &before.events).when_equals("is_active", before.is_active);
        state.table.transact(vec![unchanged, Write::put(&audited)]).await?;
        Ok(after)
    })
    .await?;
    Ok(after)
}

/// Removes a webhook. Its pending deliveries are discarded.
///
/// # Errors
/// 404 for an unknown webhook.
pub async fn remove_webhook(state: &State, by: &Identity, id: WebhookId) -> Result<(), ApiError> {
    let webhook = get_webhook(state, id).await?;
    let mut transaction = Transaction::new();
    transaction.write_or(Write::delete(webhook.key()).when_exists(), ApiError::NotFound);
    transaction.write(Write::put(&audited(by, "removed", &webhook)));
    state.table.commit(transaction).await?;
    Ok(())
}

fn audited(by: &Identity, deed: &str, webhook: &Webhook) -> AuditEntry {
    AuditEntry::new(by, "webhook", deed, webhook.id, &webhook.url)
}
