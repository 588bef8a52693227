//! `GET /api/chat/logo/{id}/`

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{
    ApiError,
    http::Id,
    ids::LogoId,
    openapi::{Answer, Operation},
    ops::desk::{LogoPicture, logo_picture},
};

/// The picture of an id never changes.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Lets other sites show it even if they set `Cross-Origin-Embedder-Policy`.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Returns a logo of the desk, also one that has been replaced.
#[utoipa::path(get, path = "/api/chat/logo/{id}")]
pub async fn get_logo(State(state): State<shared::State>, Id(id): Id<LogoId>) -> Result<LogoAnswer, ApiError> {
    logo_picture(&state, id).await.map(LogoAnswer)
}

/// A picture that may be kept for ever.
pub struct LogoAnswer(LogoPicture);

impl IntoResponse for LogoAnswer {
    fn into_response(self) -> Response {
        let LogoPicture { file_type, bytes } = self.0;
        let headers = [
            (header::CONTENT_TYPE, file_type.as_str()),
            (header::CACHE_CONTROL, IMMUTABLE),
            (RESOURCE_POLICY, "cross-origin"),
        ];
        (headers, bytes).into_response()
    }
}

impl Answer for LogoAnswer {
    fn describe(operation: &mut Operation) {
        operation.file(StatusCode::OK, "The picture.", &["image/png", "image/jpeg"]);
    }
}
