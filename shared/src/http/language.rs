//! The language of a client, for what is sent to its user later.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

/// Longest tag, in characters, such as `zh-Hant-TW`.
pub const LANGUAGE_LIMIT: usize = 35;

/// The first language that a client accepts (`Accept-Language`, RFC 9110, section 12.5.4), as a tag; empty for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientLanguage(pub String);

impl<S: Sync> FromRequestParts<S> for ClientLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(first_language(&parts.headers).unwrap_or_default().to_owned()))
    }
}

fn first_language(headers: &HeaderMap) -> Option<&str> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let first = accepted.split([',', ';']).next()?.trim();
    let is_tag = first.len() <= LANGUAGE_LIMIT && first.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_tag.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tag_counts_and_nothing_else_passes_for_one() {
        for (accepted, language) in [
            ("es-MX,es;q=0.9,en;q=0.8", Some("es-MX")),
            (" de ; q=0.5", Some("de")),
            ("*", None),
            ("<b>", None),
            (&"e".repeat(36), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap_or_else(|_| panic!("{accepted}")));
            assert_eq!(first_language(&headers), language, "{accepted}");
        }
        assert_eq!(first_language(&HeaderMap::new()), None);
    }
}
