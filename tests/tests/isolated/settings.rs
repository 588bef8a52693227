//! `GET /api/settings/`, with other settings than the usual, and what they do to pages.

use local::Options;
use shared::config::{CaptchaSettings, DeskSettings, SecretKey, WebSettings};
use tests::App;

const SECRET: &str = "between the site and us, and nobody else";

#[tokio::test]
async fn settings_are_told_and_secrets_are_not() {
    let captcha = CaptchaSettings::new(Some("https://example.com/".into()), Some(SECRET.into()), 0.75);
    let desk = DeskSettings {
        auto_assign: true,
        identity_secret: Some(SecretKey::new(SECRET.into()).expect("a long one")),
        captcha: captcha.expect("good settings"),
        ..DeskSettings::default()
    };
    let app = App::with(Options { desk, ..Options::default() }).await;
    let answer = app.admin().await.get("/api/settings/").await;
    assert!(!answer.text.contains(SECRET));
    let settings = answer.ok();
    let value = |name: &str| {
        let setting = settings["settings"].as_array().into_iter().flatten().find(|setting| setting["name"] == name);
        setting.expect("the setting")["value"].as_str().unwrap_or_default().to_owned()
    };
    for (name, expected) in [
        ("AUTO_ASSIGN", "true"),
        ("AWAY_REQUEUE_MINUTES", "0"),
        ("ALLOWED_ORIGINS", "*"),
        ("IDENTITY_SECRET", "set"),
        ("CAPTCHA_SECRET", "set"),
        ("CAPTCHA_VERIFY_URL", "https://example.com/"),
        ("CAPTCHA_MIN_SCORE", "0.75"),
    ] {
        assert_eq!(value(name), expected, "{name}");
    }
}

#[tokio::test]
async fn without_a_demo_page_the_start_page_leads_to_the_console() {
    let web = WebSettings { demo_page: false, ..WebSettings::default() };
    let app = App::with(Options { web, ..Options::default() }).await;
    let (start, console) = (app.anon().get("/").await, app.anon().get("/console/").await);
    assert_eq!((start.status, start.text), (200, console.text));
}
