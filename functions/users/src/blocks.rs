//! Blocks: `/api/blocks/`, `GET, POST`, and `/api/blocks/{id}/`, `GET, PATCH, DELETE`.

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Staff,
    http::{Created, Id, List, Paging, Valid},
    ids::BlockId,
    model::Block,
    ops::blocks::{self, BlockEdit, NewBlock},
};

/// Lists the blocks in force, the latest first.
#[utoipa::path(get, path = "/api/blocks")]
pub async fn list_blocks(
    State(state): State<shared::State>,
    _: Staff,
    paging: Paging,
) -> Result<Json<List<Block>>, ApiError> {
    let page = blocks::list_blocks(&state, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Blocks a visitor, whose sign-ins end, or an address.
#[utoipa::path(post, path = "/api/blocks")]
pub async fn create_block(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Valid(new): Valid<NewBlock>,
) -> Result<Created<Block>, ApiError> {
    Ok(Created(blocks::create_block(&state, &caller.identity, new).await?))
}

/// Returns a block.
#[utoipa::path(get, path = "/api/blocks/{id}")]
pub async fn get_block(
    State(state): State<shared::State>,
    _: Staff,
    Id(id): Id<BlockId>,
) -> Result<Json<Block>, ApiError> {
    Ok(Json(blocks::get_block(&state, id).await?))
}

/// Changes the reason or the end of a block.
#[utoipa::path(patch, path = "/api/blocks/{id}")]
pub async fn edit_block(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<BlockId>,
    Valid(edit): Valid<BlockEdit>,
) -> Result<Json<Block>, ApiError> {
    Ok(Json(blocks::edit_block(&state, &caller.identity, id, edit).await?))
}

/// Ends a block.
#[utoipa::path(delete, path = "/api/blocks/{id}")]
pub async fn remove_block(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<BlockId>,
) -> Result<NoContent, ApiError> {
    blocks::remove_block(&state, &caller.identity, id).await?;
    Ok(NoContent)
}
