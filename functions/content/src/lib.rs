//! What the desk has written beforehand: canned responses for agents, the FAQ for visitors, greetings of the widget.

mod canned_responses;
mod faq;
mod greetings;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(canned_responses::list_canned_responses, canned_responses::create_canned_response))
        .routes(routes!(
            canned_responses::get_canned_response,
            canned_responses::replace_canned_response,
            canned_responses::delete_canned_response
        ))
        .routes(routes!(faq::list_articles, faq::create_article))
        .routes(routes!(faq::get_article, faq::edit_article, faq::delete_article))
        .routes(routes!(faq::rate_article))
        .routes(routes!(greetings::list_greetings, greetings::create_greeting))
        .routes(routes!(greetings::get_greeting, greetings::edit_greeting, greetings::delete_greeting))
}
