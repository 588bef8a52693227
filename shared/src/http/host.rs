//! The address that a client reached us by, for the absolute URLs in lists.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

/// Scheme and host as the client wrote them, such as `https://chat.example.com`.
#[derive(Clone, Debug)]
pub struct BaseUrl(pub String);

impl BaseUrl {
    /// Whether the client came by TLS.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl<S: Sync> FromRequestParts<S> for BaseUrl {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let uri = &parts.uri;
        // lambda_http gives the URI whole; a server of our own gets only a path and the Host header.
        let scheme = header("x-forwarded-proto").or(uri.scheme_str()).unwrap_or("http");
        let host = uri.authority().map(|host| host.as_str()).or(header("host")).unwrap_or("localhost");
        Ok(Self(format!("{scheme}://{host}")))
    }
}
