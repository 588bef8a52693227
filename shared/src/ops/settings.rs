//! What the system is set to, for admins. Secrets stay secret: of them it tells whether they are set.

use crate::{
    config::{CaptchaSettings, Config, DeskSettings, Limits, WebSettings},
    shapes::Setting,
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
        setting("AUTO_ASSIGN", auto_assign, "Whether a new chat goes to an agent by itself"),
        setting(
            "AWAY_REQUEUE_MINUTES",
            away_requeue,
            "Minutes after which a chat goes back to the queue whose customer waits for an agent who has gone; 0 for never",
        ),
        setting("ALLOWED_ORIGINS", allowed_origins, "Which sites may have the widget and call the API"),
        setting(
            "CREDENTIALED_ORIGINS",
            credentialed_origins.join(","),
            "Which other sites host a part of the desk itself, and may send its session cookie",
        ),
        setting("PUBLIC_URL", public_url.as_deref().unwrap_or_default(), "Where clients reach the system"),
        setting("TRUSTED_PROXIES", trusted_proxies, "Whose word on a client's address is taken"),
        setting("DEMO_PAGE", demo_page, "Whether the start page shows the widget; else it leads to the console"),
        setting(
            "CAPTCHA_VERIFY_URL",
            verify_url,
            "Who says whether a visitor has solved the captcha; nobody when empty",
        ),
        setting("CAPTCHA_SECRET", is_set(captcha.is_some()), "What the captcha's provider knows the system by"),
        setting(
            "CAPTCHA_MIN_SCORE",
            min_score,
            "How sure of a person a captcha must be that gives scores, from 0 to 1",
        ),
        setting(
            "IDENTITY_SECRET",
            is_set(identity_secret.is_some()),
            "The key that your site signs identity tokens with",
        ),
        setting(
            "IDENTITY_AUDIENCE",
            identity_audience.as_deref().unwrap_or_default(),
            "The audience that identity tokens must be for; any when empty",
        ),
        setting(
            "WEBHOOK_PRIVATE_ADDRESSES",
            webhook_private_addresses,
            "Whether webhooks may be in private networks, and without TLS",
        ),
        setting("WEBSOCKET_URL", websocket_url, "Where clients connect"),
        setting("FILES_URL", files_url.as_deref().unwrap_or_default(), "Where browsers fetch files"),
        setting("FILES_BUCKET", files_bucket, "The bucket of attachments and avatars"),
        setting("TABLE_NAME", table_name, "The table of everything else"),
        setting("QUEUE_URL", queue_url, "The queue of deliveries to webhooks"),
        setting("MANAGEMENT_ENDPOINT", management_endpoint, "Where events are posted to connections"),
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
