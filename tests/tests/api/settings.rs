//! `GET /api/settings/`

use serde_json::Value;
use tests::App;

#[tokio::test]
async fn every_setting_has_a_value_and_says_what_it_does() {
    let app = App::start().await;
    let answer = app.admin().await.get("/api/settings/").await.ok();
    let settings = answer["settings"].as_array().cloned().unwrap_or_default();
    let named = |name: &str| settings.iter().find(|setting| setting["name"] == name).cloned().unwrap_or_default();
    assert!(["true", "false"].iter().any(|value| named("AUTO_ASSIGN")["value"] == *value));
    assert!(["set", "not set"].iter().any(|value| named("IDENTITY_SECRET")["value"] == *value));
    assert!(named("WEBSOCKET_URL")["value"].as_str().is_some_and(|url| url.starts_with("ws")));
    for setting in &settings {
        let is_text = |of: &str| setting[of].as_str().is_some_and(|text| !text.is_empty());
        assert!(is_text("name") && is_text("description") && setting["value"].is_string(), "{setting}");
    }
    assert_eq!(named("SECRET_KEY"), Value::Null);
}
