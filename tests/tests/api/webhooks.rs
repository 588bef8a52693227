//! `/api/webhooks/`. That deliveries are made is `isolated`'s claim, for it takes a receiver.

use serde_json::{Value, json};
use tests::App;

const PATH: &str = "/api/webhooks/";
const URL: &str = "https://example.com/hook";

fn path(webhook: &Value) -> String {
    format!("{PATH}{}/", webhook["id"])
}

/// One that is told nothing, so that nothing leaves the machine.
fn idle() -> Value {
    json!({"url": URL, "events": ["room.created"], "is_active": false})
}

#[tokio::test]
async fn an_admin_makes_changes_and_removes_them() {
    let app = App::start().await;
    let admin = app.admin().await;
    let made = admin.post(PATH, idle()).await.created();
    assert!(made["secret"].as_str().is_some_and(|secret| secret.starts_with("whsec_")));
    let shown = admin.get(&path(&made)).await.ok();
    assert_eq!(shown["secret"], Value::Null);
    assert_eq!((&shown["url"], &shown["events"]), (&json!(URL), &json!(["room.created"])));
    assert!(admin.walks(PATH).await.contains(&shown));
    let changed = admin.patch(&path(&made), json!({"events": ["room.closed", "message.created"]})).await.ok();
    assert_eq!(changed["events"], json!(["room.closed", "message.created"]));
    assert_eq!((&changed["url"], &changed["is_active"]), (&json!(URL), &json!(false)));
    let other = json!({"url": "https://example.com/other", "events": ["room.rated"], "is_active": false});
    assert_eq!(admin.put(&path(&made), other).await.ok()["url"], "https://example.com/other");
    assert!(admin.walks(&format!("{}deliveries/", path(&made))).await.is_empty());
    admin.delete(&path(&made)).await.with_status(204);
    for gone in [path(&made), format!("{}deliveries/", path(&made))] {
        admin.get(&gone).await.is_not_found();
    }
    admin.delete(&path(&made)).await.is_not_found();
}

#[tokio::test]
async fn what_can_not_be_delivered_to_is_refused_by_field() {
    let app = App::start().await;
    let admin = app.admin().await;
    let required = json!({"url": ["This field is required."], "events": ["This field is required."]});
    admin.post(PATH, json!({})).await.is_invalid(required);
    let wrong = json!({"url": URL, "events": ["room.painted"], "secret": "short"});
    let errors = admin.post(PATH, wrong).await.with_status(400);
    assert_eq!(errors["events"], json!(["\"room.painted\" is not a valid choice."]));
    assert!(errors["secret"][0].as_str().is_some_and(|text| text.contains("whsec_")));
    let empty = json!({"url": URL, "events": []});
    admin.post(PATH, empty).await.is_invalid(json!({"events": ["This list may not be empty."]}));
    let events = json!(["room.created"]);
    for (url, problem) in [
        ("nonsense", "Enter a valid URL."),
        ("http://example.com/", "A webhook's URL must begin with https://."),
        ("https://user:secret@example.com/", "A webhook's URL can't hold a user name or password."),
        ("https://127.0.0.1/", "The URL points to a private network."),
        ("https://[::1]/", "The URL points to a private network."),
        ("https://169.254.169.254/latest", "The URL points to a private network."),
        ("https://localhost/", "The URL points to a private network."),
    ] {
        let answer = admin.post(PATH, json!({"url": url, "events": events})).await;
        answer.is_invalid(json!({"url": [problem]}));
    }
}

#[tokio::test]
async fn nobody_but_admins_knows_of_them() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    ben.get(PATH).await.is_forbidden();
    ben.post(PATH, idle()).await.is_forbidden();
    app.anon().get(PATH).await.is_not_authenticated();
}
