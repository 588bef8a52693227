//! `GET /api/users/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Staff,
    http::{List, Paging, ValidQuery},
    ops::users::{self, UserFilters},
    views::{ChatUserView, Reader},
};

/// Lists users, for staff.
#[utoipa::path(get, path = "/api/users")]
pub async fn list_users(
    State(state): State<shared::State>,
    _: Staff,
    paging: Paging,
    ValidQuery(filters): ValidQuery<UserFilters>,
) -> Result<Json<List<ChatUserView>>, ApiError> {
    let page = users::list_users(&state, &filters, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|user| ChatUserView::new(&user, Reader::Staff, state.files.links()))))
}
