//! Health check, `/api/health/`. In the cloud this function also gets requests without a route, because it has the
//! fewest permissions.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::{
    openapi::{Answer, OpenApiRouter, Operation},
    routes,
    table::Table,
};
use utoipa::ToSchema;

/// The routes of this function.
pub fn routes() -> OpenApiRouter<Table> {
    OpenApiRouter::new().routes(routes!(check_health))
}

/// State of the system.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok`, or `unavailable` if the table is unreachable.
    #[schema(examples("ok"))]
    status: &'static str,
    /// Version of the system.
    #[schema(examples("0.1.0"))]
    version: &'static str,
}

impl IntoResponse for Health {
    fn into_response(self) -> Response {
        let status = if self.status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, Json(self)).into_response()
    }
}

impl Answer for Health {
    fn describe(operation: &mut Operation) {
        operation.answer::<Self>(StatusCode::OK, "Everything works.");
        operation.answer::<Self>(StatusCode::SERVICE_UNAVAILABLE, "The table is unreachable.");
    }
}

/// Returns the state of the system.
#[utoipa::path(get, path = "/api/health")]
async fn check_health(State(table): State<Table>) -> Health {
    let status = if table.is_within_reach().await { "ok" } else { "unavailable" };
    Health { status, version: env!("CARGO_PKG_VERSION") }
}
