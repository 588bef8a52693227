//! Webhooks: `/api/webhooks/`, `GET, POST`; `/api/webhooks/{id}/`, `GET, PUT, PATCH, DELETE`; and
//! `GET /api/webhooks/{id}/deliveries/`.

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Admin,
    http::{Created, Id, List, Paging, Valid},
    ids::WebhookId,
    openapi::OpenApiRouter,
    ops::webhooks::{self, NewWebhook, WebhookEdit},
    routes,
    views::{DeliveryView, WebhookView, WebhookWithSecret},
};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list_webhooks, create_webhook))
        .routes(routes!(get_webhook, replace_webhook, edit_webhook, remove_webhook))
        .routes(routes!(list_deliveries))
}

/// Lists the webhooks, without their secrets.
#[utoipa::path(get, path = "/api/webhooks")]
async fn list_webhooks(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<WebhookView>>, ApiError> {
    let page = webhooks::list_webhooks(&state, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|webhook| WebhookView::from(&webhook))))
}

/// Creates a webhook. The answer is the only one with its secret.
#[utoipa::path(post, path = "/api/webhooks")]
async fn create_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewWebhook>,
) -> Result<Created<WebhookWithSecret>, ApiError> {
    let webhook = webhooks::create_webhook(&state, &caller.identity, new).await?;
    Ok(Created(WebhookWithSecret::from(&webhook)))
}

/// Returns a webhook, without its secret.
#[utoipa::path(get, path = "/api/webhooks/{id}")]
async fn get_webhook(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<WebhookId>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json((&webhooks::get_webhook(&state, id).await?).into()))
}

/// Updates a webhook; its URL and events are required.
#[utoipa::path(put, path = "/api/webhooks/{id}")]
async fn replace_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
    Valid(NewWebhook(edit)): Valid<NewWebhook>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json((&webhooks::edit_webhook(&state, &caller.identity, id, edit).await?).into()))
}

/// Updates the given fields of a webhook.
#[utoipa::path(patch, path = "/api/webhooks/{id}")]
async fn edit_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
    Valid(edit): Valid<WebhookEdit>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json((&webhooks::edit_webhook(&state, &caller.identity, id, edit).await?).into()))
}

/// Deletes a webhook, with its deliveries.
#[utoipa::path(delete, path = "/api/webhooks/{id}")]
async fn remove_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
) -> Result<NoContent, ApiError> {
    webhooks::remove_webhook(&state, &caller.identity, id).await?;
    Ok(NoContent)
}

/// Lists a webhook's deliveries with their attempts, newest first.
#[utoipa::path(get, path = "/api/webhooks/{id}/deliveries")]
async fn list_deliveries(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<WebhookId>,
    paging: Paging,
) -> Result<Json<List<DeliveryView>>, ApiError> {
    let page = webhooks::list_deliveries(&state, id, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|delivery| DeliveryView::from(&delivery))))
}
