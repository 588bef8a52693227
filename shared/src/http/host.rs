//! The URL that a client used: for absolute URLs in lists, and to distinguish our own pages from others.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts, uri::Authority},
};

use crate::{
    State,
    config::{SECURE_SCHEME, WebSettings},
};

/// Scheme and host, such as `https://chat.example.com`: from `PUBLIC_URL`, or otherwise from the request.
#[derive(Clone, Debug)]
pub struct BaseUrl(pub String);

impl FromRequestParts<State> for BaseUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(Self(base_url(parts, &state.config.web)))
    }
}

fn base_url(parts: &Parts, settings: &WebSettings) -> String {
    let scheme = match settings.public_url.as_deref() {
        Some(SECURE_SCHEME) => SECURE_SCHEME,
        Some(url) => return url.to_owned(),
        None => "http://",
    };
    // An invalid host in the header could point the client to any site.
    let host = host(&parts.headers).or(parts.uri.authority().cloned());
    format!("{scheme}{}", host.as_ref().map_or("localhost", |host| host.as_str()))
}

fn host(headers: &HeaderMap) -> Option<Authority> {
    let host: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    Some(host).filter(|host| !host.as_str().contains('@'))
}

/// The origin of the page that sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOrigin {
    /// Our own page, one that may send the session cookie, or no browser.
    Own,
    /// Another site's page.
    Foreign,
}

impl PageOrigin {
    /// Classifies by the `Origin` header, which browsers add and pages can't change.
    pub fn of(headers: &HeaderMap, settings: &WebSettings) -> Self {
        let Some(origin) = headers.get(header::ORIGIN) else { return Self::Own };
        let origin = origin.to_str().unwrap_or("null");
        if is_trusted(origin, headers, settings) { Self::Own } else { Self::Foreign }
    }
}

/// `true` if an origin is the system's own.
fn is_own_origin(origin: &str, headers: &HeaderMap, settings: &WebSettings) -> bool {
    if settings.public_url.as_deref() == Some(origin) {
        return true;
    }
    let page = origin.split_once("://").map(|(_, host)| host);
    page.is_some_and(|page| host(headers).is_some_and(|own| own.as_str().eq_ignore_ascii_case(page)))
}

impl FromRequestParts<State> for PageOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers, &state.config.web))
    }
}

/// `true` if a page of this origin may open a WebSocket connection.
pub fn may_connect(origin: &str, headers: &HeaderMap, settings: &WebSettings) -> bool {
    settings.allowed_origins.contains(origin) || is_trusted(origin, headers, settings)
}

/// `true` if an origin is our own, or may send the session cookie.
fn is_trusted(origin: &str, headers: &HeaderMap, settings: &WebSettings) -> bool {
    settings.credentialed_origins.iter().any(|named| named == origin) || is_own_origin(origin, headers, settings)
}
