//! Visitors: `/api/chat/`.

mod availability;
mod complete;
mod contact;
mod greeting;
mod logo;
mod mail;
mod message;
mod start;
mod status;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(start::start_chat))
        .routes(routes!(complete::complete_chat))
        .routes(routes!(contact::update_contact))
        .routes(routes!(start::validate_session))
        .routes(routes!(message::send_visitor_message))
        .routes(routes!(status::get_chat_status))
        .routes(routes!(availability::get_availability))
        .routes(routes!(greeting::count_greeting))
        .routes(routes!(logo::get_logo))
        .routes(routes!(mail::resume_chat))
        .routes(routes!(mail::unsubscribe))
}
