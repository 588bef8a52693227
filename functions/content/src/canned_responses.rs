//! Canned responses: `/api/canned-responses/`, `GET, POST`, and `/api/canned-responses/{id}/`, `GET, PUT, DELETE`.

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Staff,
    http::{Created, Id, List, Paging, Unchecked},
    ids::CannedResponseId,
    model::CannedResponse,
    ops::canned_responses::{self, NewCannedResponse},
};

/// Lists the desk's canned responses, and the caller's own.
#[utoipa::path(get, path = "/api/canned-responses")]
pub async fn list_canned_responses(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    paging: Paging,
) -> Result<Json<List<CannedResponse>>, ApiError> {
    let page = canned_responses::list_canned_responses(&state, &caller.identity, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Creates a canned response: the desk's, as an admin, or one's own.
#[utoipa::path(post, path = "/api/canned-responses")]
pub async fn create_canned_response(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    new: Unchecked<NewCannedResponse>,
) -> Result<Created<CannedResponse>, ApiError> {
    let new = new.unique(&state, None).await?;
    Ok(Created(canned_responses::create_canned_response(&state, &caller.identity, new).await?))
}

/// Returns a canned response.
#[utoipa::path(get, path = "/api/canned-responses/{id}")]
pub async fn get_canned_response(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<CannedResponseId>,
) -> Result<Json<CannedResponse>, ApiError> {
    Ok(Json(canned_responses::get_canned_response(&state, &caller.identity, id).await?))
}

/// Replaces a canned response: the desk's, as an admin, or one's own. It stays whose it is.
#[utoipa::path(put, path = "/api/canned-responses/{id}")]
pub async fn replace_canned_response(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<CannedResponseId>,
    new: Unchecked<NewCannedResponse>,
) -> Result<Json<CannedResponse>, ApiError> {
    let new = new.unique(&state, Some(id.0)).await?;
    Ok(Json(canned_responses::replace_canned_response(&state, &caller.identity, id, new).await?))
}

/// Deletes a canned response: the desk's, as an admin, or one's own.
#[utoipa::path(delete, path = "/api/canned-responses/{id}")]
pub async fn delete_canned_response(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<CannedResponseId>,
) -> Result<NoContent, ApiError> {
    canned_responses::delete_canned_response(&state, &caller.identity, id).await?;
    Ok(NoContent)
}
