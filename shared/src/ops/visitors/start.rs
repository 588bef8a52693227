//! Start of a pre-chat.

use chrono::Duration;
use url::Url;
use uuid::Uuid;

use crate::{
    ApiError, State,
    address::Address,
    config::WebSettings,
    http::{Fields, Input, LANGUAGE_LIMIT},
    ids::GreetingId,
    model::{PreChat, Visit},
    ops::anonymous,
    store::CONTENT_LIMIT,
    table::{Read, Write},
    text::cut,
    time::Timestamp,
};

/// Lifetime of a pre-chat.
const LIFETIME: Duration = Duration::minutes(30);
/// Longest URL of a page that is linked to, in bytes.
const PAGE_LIMIT: usize = 2_000;

/// A visitor's first message, and where it is written.
#[derive(Clone, Debug)]
pub struct FirstMessage {
    text: String,
    page: String,
    language: String,
    greeting: Option<GreetingId>,
}

impl Input for FirstMessage {
    fn read(fields: &mut Fields) -> Option<Self> {
        let text = fields.text("initial_message").filled().max(CONTENT_LIMIT).required();
        let page = fields.line("page").means("URL of the page, which mails lead back to.").nullable();
        let page = page.or("");
        let language = fields.line("language").means("Language of the widget, such as `es`.").nullable().or("");
        let greeting = fields.integer("greeting_id").means("Greeting that led to the chat.").nullable().optional();
        let greeting = greeting?.map(GreetingId);
        Some(Self { text: text?, page: page?, language: language?, greeting })
    }
}

/// The URL without its fragment, if mails may lead to it: its origin may call from a browser. Empty otherwise: a link
/// that the desk sends must not lead wherever a stranger wants it to.
fn linkable(web: &WebSettings, page: &str) -> String {
    let Ok(mut url) = Url::parse(page) else { return String::new() };
    url.set_fragment(None);
    let origin = url.origin().ascii_serialization();
    let is_own = web.public_url.as_ref() == Some(&origin);
    let is_allowed = is_own || web.allowed_origins.contains(&origin) || web.credentialed_origins.contains(&origin);
    let is_page = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if is_page && is_allowed && url.as_str().len() <= PAGE_LIMIT { url.into() } else { String::new() }
}

/// Stores a visitor's first message until they enter their name and address.
///
/// # Errors
/// 429 for an address above the limit.
pub async fn start_chat(state: &State, address: Address, first: FirstMessage) -> Result<PreChat, ApiError> {
    anonymous::throttle(state, "START_CHAT", address).take(&state.table).await?;
    let created_at = Timestamp::now();
    let expires_at = created_at.after(LIFETIME);
    let started = PreChat {
        session_id: Uuid::new_v4(),
        initial_message: first.text,
        visit: Visit {
            page: linkable(&state.config.web, &first.page),
            language: cut(&first.language, LANGUAGE_LIMIT).to_owned(),
        },
        greeting: first.greeting,
        created_at,
        expires_at,
        ttl: expires_at.unix(),
        completed: None,
    };
    state.table.write(Write::create(&started)).await?;
    Ok(started)
}

/// Reads a pre-chat that can still be completed or was completed.
///
/// # Errors
/// A failed read of the table.
pub async fn find_started(state: &State, session_id: Uuid) -> Result<Option<PreChat>, ApiError> {
    let started: Option<PreChat> = state.table.get(&PreChat::key_of(session_id), Read::Consistent).await?;
    Ok(started.filter(|started| Timestamp::now() < started.expires_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::AllowedOrigins;

    #[test]
    fn only_pages_of_origins_that_may_call_are_linked_to() {
        let allowed_origins = AllowedOrigins::Only(vec!["https://shop.example".to_owned()]);
        let public_url = Some("https://chat.example".to_owned());
        let web = WebSettings { allowed_origins, public_url, ..WebSettings::default() };
        for (page, linked) in [
            ("https://shop.example/cart?id=7#top", "https://shop.example/cart?id=7"),
            ("https://chat.example/", "https://chat.example/"),
            ("https://shop.example:444/", ""),
            ("http://shop.example/", ""),
            ("https://shop.example.evil.example/", ""),
            ("https://shop.example@evil.example/", ""),
            ("https://ana:secret@shop.example/", ""),
            ("javascript:alert(1)", ""),
            ("data:text/html,hello", ""),
            ("shop.example", ""),
        ] {
            assert_eq!(linkable(&web, page), linked, "{page}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(PAGE_LIMIT));
        assert_eq!((linkable(&web, ""), linkable(&web, &long)), (String::new(), String::new()));
        let any = WebSettings { allowed_origins: AllowedOrigins::Any, ..web };
        assert_eq!(linkable(&any, "javascript:alert(1)"), "");
    }
}
