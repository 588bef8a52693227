//! Origins of web pages.

use std::fmt;

use axum::http::uri::Authority;

/// Origins allowed by CORS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// `*`: any.
    Any,
    /// Only these.
    Only(Vec<String>),
}

impl fmt::Display for AllowedOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Only(origins) => f.write_str(&origins.join(",")),
        }
    }
}

impl AllowedOrigins {
    /// Reads `*` or a comma-separated list such as `https://example.com,https://www.example.com`; empty means none.
    ///
    /// # Errors
    /// An entry that isn't an origin: a scheme and a host, no path.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "*" { Ok(Self::Any) } else { origins(text).map(Self::Only) }
    }

    /// `true` if `origin` is one of them.
    pub fn contains(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(origins) => origins.iter().any(|allowed| allowed == origin),
        }
    }
}

/// Reads a comma-separated list of origins.
///
/// # Errors
/// The first entry that isn't an origin.
pub fn origins(text: &str) -> Result<Vec<String>, String> {
    let origins: Vec<String> = text.split(',').map(str::trim).filter(|o| !o.is_empty()).map(Into::into).collect();
    match origins.iter().find(|origin| !is_origin(origin)) {
        Some(bad) => Err(format!("has {bad:?}, which is not an origin such as https://example.com")),
        None => Ok(origins),
    }
}

pub(super) fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && !host.contains(['/', '?', '#', '@']) && host.parse::<Authority>().is_ok()
    })
}
