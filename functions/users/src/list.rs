//! `GET /api/users/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Staff,
    http::{List, Paging, ValidQuery},
    ops::users::{self, UserFilters},
    shapes::{ChatUserShape, Reader},
};

/// Lists users, for staff.
pub async fn list_users(
    State(state): State<shared::State>,
    _: Staff,
    paging: Paging,
    ValidQuery(filters): ValidQuery<UserFilters>,
) -> Result<Json<List<ChatUserShape>>, ApiError> {
    let page = users::list_users(&state, &filters, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|user| ChatUserShape::new(&user, Reader::Staff, state.files.links()))))
}
