//! `GET /api/mail/` and `GET /api/mail/{id}/`; answers by mail, `GET /api/mail/received/` and their numbers;
//! addresses that get none, `GET /api/mail/stopped/` and `DELETE /api/mail/stopped/{id}/`

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Admin,
    http::{Id, List, Paging},
    ids::{MailId, StoppedAddressId},
    model::ReceivedCount,
    ops::mail,
    views::{MailContent, MailView, ReceivedMailView, StoppedAddressView},
};

/// Lists the mails: those that will be sent, then the others, newest first.
#[utoipa::path(get, path = "/api/mail")]
pub async fn list_mails(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<MailView>>, ApiError> {
    let page = mail::list_mails(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Returns a mail with its words: as it was or would be sent, but with the messages as they are now.
#[utoipa::path(get, path = "/api/mail/{id}")]
pub async fn get_mail(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<MailId>,
) -> Result<Json<MailContent>, ApiError> {
    Ok(Json(mail::get_mail(&state, id).await?))
}

/// Lists the answers by mail, newest first.
#[utoipa::path(get, path = "/api/mail/received")]
pub async fn list_received(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<ReceivedMailView>>, ApiError> {
    let page = mail::list_received(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Returns the numbers of the mails that arrived in the last 30 days, by day and outcome, newest day first.
#[utoipa::path(get, path = "/api/mail/received/counts")]
pub async fn received_counts(
    State(state): State<shared::State>,
    _: Admin,
) -> Result<Json<Vec<ReceivedCount>>, ApiError> {
    Ok(Json(mail::received_counts(&state).await?))
}

/// Lists the addresses that get no mail any more, latest first.
#[utoipa::path(get, path = "/api/mail/stopped")]
pub async fn list_stopped(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<StoppedAddressView>>, ApiError> {
    let page = mail::list_stopped(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Lets an address get mail again.
#[utoipa::path(delete, path = "/api/mail/stopped/{id}")]
pub async fn allow_address(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<StoppedAddressId>,
) -> Result<NoContent, ApiError> {
    mail::allow_address(&state, &caller.identity, id).await?;
    Ok(NoContent)
}
