//! Greetings: `/api/greetings/`, `GET, POST`, and `/api/greetings/{id}/`, `GET, PATCH, DELETE`.

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Admin,
    http::{Created, Id, List, Paging, Valid},
    ids::GreetingId,
    model::Greeting,
    ops::greetings::{self, GreetingEdit, NewGreeting},
};

/// Lists the greetings, with what they have led to.
#[utoipa::path(get, path = "/api/greetings")]
pub async fn list_greetings(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<Greeting>>, ApiError> {
    let page = greetings::list_greetings(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Creates a greeting.
#[utoipa::path(post, path = "/api/greetings")]
pub async fn create_greeting(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewGreeting>,
) -> Result<Created<Greeting>, ApiError> {
    Ok(Created(greetings::create_greeting(&state, &caller.identity, new).await?))
}

/// Returns a greeting.
#[utoipa::path(get, path = "/api/greetings/{id}")]
pub async fn get_greeting(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<GreetingId>,
) -> Result<Json<Greeting>, ApiError> {
    Ok(Json(greetings::get_greeting(&state, id).await?))
}

/// Updates the given fields of a greeting.
#[utoipa::path(patch, path = "/api/greetings/{id}")]
pub async fn edit_greeting(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<GreetingId>,
    Valid(edit): Valid<GreetingEdit>,
) -> Result<Json<Greeting>, ApiError> {
    Ok(Json(greetings::edit_greeting(&state, &caller.identity, id, edit).await?))
}

/// Deletes a greeting, with its counts.
#[utoipa::path(delete, path = "/api/greetings/{id}")]
pub async fn delete_greeting(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<GreetingId>,
) -> Result<NoContent, ApiError> {
    greetings::delete_greeting(&state, &caller.identity, id).await?;
    Ok(NoContent)
}
