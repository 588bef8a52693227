//! Administration: daily stats, `GET /api/reports/summary/`; current activity, `GET /api/activity/`; the audit log,
//! `GET /api/audit/`; settings, `/api/settings/`; mail, `GET /api/mail/`.

mod mail;
mod settings;

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Admin,
    http::{List, Paging, ValidQuery},
    model::AuditEntry,
    openapi::OpenApiRouter,
    ops::{
        activity::activity,
        audit::{self, AuditFilters},
        report::{self, Period},
    },
    routes,
    views::{Activity, Report},
};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(summarize_period))
        .routes(routes!(get_activity))
        .routes(routes!(list_audit))
        .routes(routes!(settings::list_settings, settings::edit_settings))
        .routes(routes!(mail::list_mails))
        .routes(routes!(mail::get_mail))
        .routes(routes!(mail::list_received))
        .routes(routes!(mail::received_counts))
        .routes(routes!(mail::list_stopped))
        .routes(routes!(mail::allow_address))
}

/// Summarizes a period: all, by day and by agent.
#[utoipa::path(get, path = "/api/reports/summary")]
async fn summarize_period(
    State(state): State<shared::State>,
    _: Admin,
    ValidQuery(period): ValidQuery<Period>,
) -> Result<Json<Report>, ApiError> {
    Ok(Json(report::report(&state, period).await?))
}

/// Returns what happens at present.
#[utoipa::path(get, path = "/api/activity")]
async fn get_activity(State(state): State<shared::State>, _: Admin) -> Result<Json<Activity>, ApiError> {
    Ok(Json(activity(&state).await?))
}

/// Lists the audit log, newest first.
#[utoipa::path(get, path = "/api/audit")]
async fn list_audit(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
    ValidQuery(filters): ValidQuery<AuditFilters>,
) -> Result<Json<List<AuditEntry>>, ApiError> {
    let page = audit::list_audit(&state, &filters, &paging.request()?).await?;
    Ok(paging.list(None, page))
}
