//! Content security policy of the pages: load from here, connect to the system, nothing else.

use axum::http::Uri;
use shared::config::Config;

/// Builds the pages' `Content-Security-Policy`.
pub(crate) fn content_security_policy(config: &Config) -> String {
    let origin = |url: &Option<String>| url.as_deref().and_then(origin).unwrap_or_default();
    let (files, uploads) = (origin(&config.files_url), origin(&config.uploads_url));
    let websocket = origin(&Some(config.websocket_url.clone()));
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        // `blob:` for previews of pictures before they are sent, `data:` for icons in styles.
        &format!("img-src 'self' data: blob: {files}"),
        &format!("media-src {files}"),
        &format!("connect-src 'self' {websocket} {files} {uploads}"),
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        // For the one address in `web/shared/push-device.js`.
        "trusted-types service-worker",
    ]
    .join("; ")
}

fn origin(url: &str) -> Option<String> {
    let url: Uri = url.parse().ok()?;
    Some(format!("{}://{}", url.scheme()?, url.authority()?))
}
