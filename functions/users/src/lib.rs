//! Users, their profiles and presence: `/api/users/`; and who may not chat: `/api/blocks/`.

mod blocks;
mod create;
mod list;
mod me;
mod notification_settings;
mod status;
mod user;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_users, create::create_user))
        .routes(routes!(user::get_user, user::update_user))
        .routes(routes!(me::get_me, me::update_me))
        .routes(routes!(
            notification_settings::get_notification_settings,
            notification_settings::update_notification_settings
        ))
        .routes(routes!(status::update_status))
        .routes(routes!(blocks::list_blocks, blocks::create_block))
        .routes(routes!(blocks::get_block, blocks::edit_block, blocks::remove_block))
}
