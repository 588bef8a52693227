//! Administration: daily stats, `GET /api/reports/summary/`; current activity, `GET /api/activity/`; the audit log,
//! `GET /api/audit/`; effective settings, `GET /api/settings/`.

use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Admin,
    http::{List, Paging, ValidQuery},
    model::AuditEntry,
    ops::{
        activity::activity,
        audit::{self, AuditFilters},
        report::{self, Period},
        settings,
    },
    views::{Activity, Report, Setting},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/reports/summary", get(summary))
        .route("/api/activity", get(show_activity))
        .route("/api/audit", get(list_audit))
        .route("/api/settings", get(list_settings))
        .with_state(state)
}

async fn summary(
    State(state): State<shared::State>,
    _: Admin,
    ValidQuery(period): ValidQuery<Period>,
) -> Result<Json<Report>, ApiError> {
    Ok(Json(report::report(&state, period).await?))
}

async fn show_activity(State(state): State<shared::State>, _: Admin) -> Result<Json<Activity>, ApiError> {
    Ok(Json(activity(&state).await?))
}

/// All effective settings.
#[derive(Serialize)]
struct Settings {
    settings: Vec<Setting>,
}

async fn list_settings(State(state): State<shared::State>, _: Admin) -> Json<Settings> {
    Json(Settings { settings: settings::list_settings(&state.config) })
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
