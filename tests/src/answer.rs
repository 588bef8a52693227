//! An HTTP response, and the claims that tests make about it.

use reqwest::{Response, header::HeaderMap};
use serde_json::{Value, json};

/// An answer to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null when it is empty or not JSON.
    pub json: Value,
    /// The body as text.
    pub text: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.expect("the body arrives");
        let json = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, json, text }
    }

    /// A header's text; empty when it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body of an answer that must have this status.
    #[track_caller]
    pub fn with_status(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.json);
        self.json
    }

    /// The body of a 200.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.with_status(200)
    }

    /// The body of a 201.
    #[track_caller]
    pub fn created(self) -> Value {
        self.with_status(201)
    }

    /// Must be a 400 with exactly these fields.
    #[track_caller]
    pub fn is_invalid(self, fields: Value) {
        assert_eq!((self.status, self.json), (400, fields));
    }

    /// Must be an error with this text, the word for programs that goes with its status, and nothing else.
    #[track_caller]
    pub fn is_error(self, status: u16, detail: &str) {
        let code = match status {
            401 if self.json["code"] == "user_inactive" => "user_inactive",
            401 => "token_not_valid",
            403 => "permission_denied",
            404 => "not_found",
            405 => "method_not_allowed",
            413 => "too_large",
            415 => "unsupported_media_type",
            429 => "throttled",
            503 => "unavailable",
            500 => "error",
            _ => "parse_error",
        };
        self.is_coded_error(status, code, detail);
    }

    /// Must be an error with this word for programs and this text, and nothing else.
    #[track_caller]
    pub fn is_coded_error(self, status: u16, code: &str, detail: &str) {
        assert_eq!((self.status, self.json), (status, json!({"detail": detail, "code": code})));
    }

    /// Must be the 401 for nobody in particular, with the header that goes with it.
    #[track_caller]
    pub fn is_not_authenticated(self) {
        assert_eq!(self.header("www-authenticate"), "Token");
        self.is_coded_error(401, "not_authenticated", "Authentication credentials were not provided.");
    }

    /// Must be the 401 for a token that doesn't hold.
    #[track_caller]
    pub fn is_invalid_token(self) {
        assert_eq!(self.header("www-authenticate"), "Token");
        self.is_error(401, "Invalid token.");
    }

    /// Must be the standard 403.
    #[track_caller]
    pub fn is_forbidden(self) {
        self.is_error(403, "You do not have permission to perform this action.");
    }

    /// Must be the standard 404.
    #[track_caller]
    pub fn is_not_found(self) {
        self.is_error(404, "Not found.");
    }
}
