//! What the system is set to, for admins. Secrets stay secret: of them it tells whether they are set.

use crate::{
    config::{CaptchaSettings, Config, DeskSettings, Limits, WebSettings},
    views::Setting,
};

/// All settings. They are taken apart by name, so that none which is added is forgotten here.
pub fn list_settings(config: &Config) -> Vec<Setting> {
    let Config {
        table_name,
        web,
        desk,
        websocket_url,
        management_endpoint,
        files_bucket,
        files_url,
        uploads_url: _,
        files_endpoint: _,
        queue_url,
        queue_endpoint: _,
    } = config;
    let DeskSettings {
        auto_assign,
        away_requeue,
        limits,
        webhook_private_addresses,
        identity_secret,
        identity_audience,
        captcha,
    } = desk;
    let WebSettings { allowed_origins, credentialed_origins, public_url, trusted_proxies, demo_page } = web;
    let captcha = captcha.as_ref();
    let away_requeue = away_requeue.map_or(0, |patience| patience.num_minutes());
    let verify_url = captcha.map_or("", |CaptchaSettings { verify_url, .. }| verify_url);
    let min_score = captcha.map_or(CaptchaSettings::MIN_SCORE, |captcha| captcha.min_score);
    let mut settings = vec![
        setting("AUTO_ASSIGN", auto_assign, "Assign new chats automatically"),
        setting(
            "AWAY_REQUEUE_MINUTES",
            away_requeue,
            "Return a chat to the queue when its agent has been gone this many minutes (0 = never)",
        ),
        setting("ALLOWED_ORIGINS", allowed_origins, "Websites allowed to use the widget and API"),
        setting(
            "CREDENTIALED_ORIGINS",
            credentialed_origins.join(","),
            "Websites that host part of the desk and may send its session cookie",
        ),
        setting("PUBLIC_URL", public_url.as_deref().unwrap_or_default(), "Public address of the system"),
        setting("TRUSTED_PROXIES", trusted_proxies, "Proxies whose X-Forwarded-For header is trusted"),
        setting("DEMO_PAGE", demo_page, "Show the demo page at the start page instead of the console"),
        setting("CAPTCHA_VERIFY_URL", verify_url, "Captcha verification endpoint (empty = no captcha)"),
        setting("CAPTCHA_SECRET", is_set(captcha.is_some()), "Captcha secret key"),
        setting("CAPTCHA_MIN_SCORE", min_score, "Minimum score to accept, 0–1 (reCAPTCHA v3)"),
        setting(
            "IDENTITY_SECRET",
            is_set(identity_secret.is_some()),
            "Secret your website uses to sign visitor identities (JWT)",
        ),
        setting(
            "IDENTITY_AUDIENCE",
            identity_audience.as_deref().unwrap_or_default(),
            "Required audience of identity tokens (empty = any)",
        ),
        setting(
            "WEBHOOK_PRIVATE_ADDRESSES",
            webhook_private_addresses,
            "Allow webhooks to private or non-HTTPS addresses",
        ),
        setting("WEBSOCKET_URL", websocket_url, "Public WebSocket URL"),
        setting("FILES_URL", files_url.as_deref().unwrap_or_default(), "Public URL for files"),
        setting("FILES_BUCKET", files_bucket, "Storage for attachments and avatars"),
        setting("TABLE_NAME", table_name, "Database table"),
        setting("QUEUE_URL", queue_url, "Webhook delivery queue"),
        setting("MANAGEMENT_ENDPOINT", management_endpoint, "Gateway endpoint for pushing events"),
    ];
    let mut limits = limits.clone();
    settings
        .extend(Limits::SETTINGS.iter().map(|limit| setting(limit.name, *(limit.of)(&mut limits), limit.description)));
    settings
}

fn setting(name: &'static str, value: impl ToString, description: &'static str) -> Setting {
    Setting { name, value: value.to_string(), description }
}

fn is_set(it: bool) -> &'static str {
    if it { "set" } else { "not set" }
}
