//! `GET, PATCH /api/users/me/notification-settings/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{ClientLanguage, Valid},
    ops::notification_settings::{
        NotificationSettingsEdit, edit_notification_settings, notification_settings as read_settings,
    },
    views::NotificationSettingsView,
};

/// Returns the caller's settings of notifications.
#[utoipa::path(get, path = "/api/users/me/notification-settings")]
pub async fn get_notification_settings(
    State(state): State<shared::State>,
    caller: Caller,
) -> Result<Json<NotificationSettingsView>, ApiError> {
    Ok(Json(read_settings(&state, &caller.identity).await?))
}

/// Updates the caller's settings of notifications. Mails are in the language of the last request from then on.
#[utoipa::path(patch, path = "/api/users/me/notification-settings")]
pub async fn update_notification_settings(
    State(state): State<shared::State>,
    caller: Caller,
    ClientLanguage(language): ClientLanguage,
    Valid(edit): Valid<NotificationSettingsEdit>,
) -> Result<Json<NotificationSettingsView>, ApiError> {
    Ok(Json(edit_notification_settings(&state, &caller.identity, &language, edit).await?))
}
