//! `GET /api/mail/` and `GET /api/mail/{id}/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Admin,
    http::{Id, List, Paging},
    ids::MailId,
    ops::mail,
    views::{MailContent, MailView},
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
