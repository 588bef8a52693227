//! How the desk did, `GET /api/reports/summary/`, and who did what, `GET /api/audit/`.

use axum::{Json, Router, extract::State, routing::get};
use shared::{
    ApiError,
    auth::Admin,
    http::{List, Paging, ValidQuery},
    model::AuditEntry,
    ops::{
        audit::{self, AuditFilters},
        report::{self, Period},
    },
    shapes::Report,
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new().route("/api/reports/summary", get(summary)).route("/api/audit", get(list_audit)).with_state(state)
}

async fn summary(
    State(state): State<shared::State>,
    _: Admin,
    ValidQuery(period): ValidQuery<Period>,
) -> Result<Json<Report>, ApiError> {
    Ok(Json(report::report(&state, period).await?))
}

async fn list_audit(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
    ValidQuery(filters): ValidQuery<AuditFilters>,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    let page = audit::list_audit(&state, &filters, &paging.request()?).await?;
    Ok(paging.list(None, page))
}
