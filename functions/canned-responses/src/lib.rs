//! Canned responses: `/api/canned-responses/`, `GET, POST`, and `/api/canned-responses/{id}/`, `GET, PUT, DELETE`.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use shared::{
    ApiError,
    auth::{Admin, Staff},
    http::{Id, List, Paging, Unchecked},
    ids::CannedResponseId,
    model::CannedResponse,
    ops::canned_responses::{self, NewCannedResponse},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    let one = get(get_canned_response).put(replace_canned_response).delete(delete_canned_response);
    Router::new()
        .route("/api/canned-responses", get(list_canned_responses).post(create_canned_response))
        .route("/api/canned-responses/{id}", one)
        .with_state(state)
}

async fn list_canned_responses(
    State(state): State<shared::State>,
    _: Staff,
    paging: Paging,
) -> Result<Json<List<CannedResponse>>, ApiError> {
    let page = canned_responses::list_canned_responses(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

async fn create_canned_response(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewCannedResponse>,
) -> Result<(StatusCode, Json<CannedResponse>), ApiError> {
    let new = new.unique(&state, None).await?;
    Ok((StatusCode::CREATED, Json(canned_responses::create_canned_response(&state, &caller.identity, new).await?)))
}

async fn get_canned_response(
    State(state): State<shared::State>,
    _: Staff,
    Id(id): Id<CannedResponseId>,
) -> Result<Json<CannedResponse>, ApiError> {
    Ok(Json(canned_responses::get_canned_response(&state, id).await?))
}

async fn replace_canned_response(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<CannedResponseId>,
    new: Unchecked<NewCannedResponse>,
) -> Result<Json<CannedResponse>, ApiError> {
    let new = new.unique(&state, Some(id.0)).await?;
    Ok(Json(canned_responses::replace_canned_response(&state, &caller.identity, id, new).await?))
}

async fn delete_canned_response(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<CannedResponseId>,
) -> Result<StatusCode, ApiError> {
    canned_responses::delete_canned_response(&state, &caller.identity, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
