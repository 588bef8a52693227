//! Webhooks: `/api/webhooks/`, `GET, POST`; `/api/webhooks/{id}/`, `GET, PUT, PATCH, DELETE`; and
//! `GET /api/webhooks/{id}/deliveries/`.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use shared::{
    ApiError,
    auth::Admin,
    http::{Id, List, Paging, Valid},
    ids::WebhookId,
    ops::webhooks::{self, NewWebhook, WebhookEdit},
    views::{DeliveryView, WebhookView},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    let one = get(get_webhook).put(replace_webhook).patch(edit_webhook).delete(remove_webhook);
    Router::new()
        .route("/api/webhooks", get(list_webhooks).post(create_webhook))
        .route("/api/webhooks/{id}", one)
        .route("/api/webhooks/{id}/deliveries", get(list_deliveries))
        .with_state(state)
}

async fn list_webhooks(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<WebhookView>>, ApiError> {
    let page = webhooks::list_webhooks(&state, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|webhook| WebhookView::of(&webhook))))
}

async fn create_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewWebhook>,
) -> Result<(StatusCode, Json<WebhookView>), ApiError> {
    let webhook = webhooks::create_webhook(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, Json(WebhookView::with_secret(&webhook))))
}

async fn get_webhook(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<WebhookId>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json(WebhookView::of(&webhooks::get_webhook(&state, id).await?)))
}

async fn replace_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
    Valid(NewWebhook(edit)): Valid<NewWebhook>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json(WebhookView::of(&webhooks::edit_webhook(&state, &caller.identity, id, edit).await?)))
}

async fn edit_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
    Valid(edit): Valid<WebhookEdit>,
) -> Result<Json<WebhookView>, ApiError> {
    Ok(Json(WebhookView::of(&webhooks::edit_webhook(&state, &caller.identity, id, edit).await?)))
}

async fn remove_webhook(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<WebhookId>,
) -> Result<StatusCode, ApiError> {
    webhooks::remove_webhook(&state, &caller.identity, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_deliveries(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<WebhookId>,
    paging: Paging,
) -> Result<Json<List<DeliveryView>>, ApiError> {
    let page = webhooks::list_deliveries(&state, id, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|delivery| DeliveryView::from(&delivery))))
}
