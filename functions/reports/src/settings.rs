//! `GET /api/settings/` and `PATCH /api/settings/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Admin,
    http::Valid,
    model::{
        Desk, DeskCaptcha, DeskHours, DeskIdentityTokens, DeskMail, DeskPreChat, DeskProfile, DeskPush, DeskRouting,
        DeskTexts,
    },
    ops::{
        desk::{DeskEdit, edit_desk},
        settings,
    },
    store::read_desk,
    table::Read,
    views::Setting,
};
use utoipa::ToSchema;

/// All settings: those of the desk in groups, and those of the deployment.
#[derive(Serialize, ToSchema)]
pub struct Settings {
    profile: DeskProfile,
    texts: DeskTexts,
    pre_chat: DeskPreChat,
    hours: DeskHours,
    mail: DeskMail,
    routing: DeskRouting,
    push: DeskPush,
    captcha: DeskCaptcha,
    identity_tokens: DeskIdentityTokens,
    /// Settings of the deployment, read-only.
    settings: Vec<Setting>,
}

impl Settings {
    fn new(state: &shared::State, desk: Desk) -> Self {
        let Desk { profile, texts, pre_chat, hours, mail, routing, push, captcha, identity_tokens } = desk;
        let settings = settings::list_settings(&state.config);
        Self { profile, texts, pre_chat, hours, mail, routing, push, captcha, identity_tokens, settings }
    }
}

/// Lists the settings; of secrets only whether they are set.
#[utoipa::path(get, path = "/api/settings")]
pub async fn list_settings(State(state): State<shared::State>, _: Admin) -> Result<Json<Settings>, ApiError> {
    let desk = read_desk(&state.table, &state.config.desk, Read::Consistent).await?;
    Ok(Json(Settings::new(&state, desk)))
}

/// Changes groups of the desk's settings, each by the version that was read. They are in force everywhere within five
/// seconds.
#[utoipa::path(patch, path = "/api/settings", responses((status = 409)))]
pub async fn edit_settings(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(edit): Valid<DeskEdit>,
) -> Result<Json<Settings>, ApiError> {
    let desk = edit_desk(&state, &caller.identity, edit).await?;
    Ok(Json(Settings::new(&state, desk)))
}
