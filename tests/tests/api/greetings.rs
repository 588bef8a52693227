//! `/api/greetings/`

use serde_json::{Value, json};
use tests::App;

const PATH: &str = "/api/greetings/";

fn path(greeting: &Value) -> String {
    format!("{PATH}{}/", greeting["id"])
}

#[tokio::test]
async fn admins_write_greetings_whose_conditions_are_none_at_first() {
    let app = App::start().await;
    let admin = app.admin().await;
    let mut made = admin.post(PATH, json!({"text": "Questions about prices?", "page": "/pricing*"})).await.created();
    assert!(admin.walks(PATH).await.contains(&made));
    let changed = json!({"after_seconds": 30, "visitors": "returning", "only_when": "online", "is_active": false});
    let changed = admin.patch(&path(&made), changed).await.ok();
    assert_eq!((&changed["after_seconds"], &changed["visitors"]), (&json!(30), &json!("returning")));
    assert_eq!((&changed["page"], &changed["only_when"]), (&json!("/pricing*"), &json!("online")));
    for field in ["id", "updated_at"] {
        made.as_object_mut().and_then(|made| made.remove(field));
    }
    assert_eq!(
        made,
        json!({
            "text": "Questions about prices?", "language": "", "page": "/pricing*", "referrer": "", "visitors": "all",
            "only_when": "always", "after_seconds": 0, "scroll_percent": 0, "on_exit": false, "is_active": true,
            "shown": 0, "opened": 0, "chats": 0,
        })
    );
    let bad = json!({"text": "", "visitors": "some", "scroll_percent": 101, "after_seconds": -1});
    admin.patch(&path(&changed), bad).await.is_invalid(json!({
        "text": ["This field may not be blank."],
        "visitors": ["\"some\" is not a valid choice."],
        "scroll_percent": ["Ensure this value is less than or equal to 100."],
        "after_seconds": ["A valid integer is required."],
    }));
    assert_eq!(admin.delete(&path(&changed)).await.status, 204);
    admin.get(&path(&changed)).await.is_not_found();
}

#[tokio::test]
async fn what_a_greeting_leads_to_is_counted() {
    let app = App::start().await;
    let admin = app.admin().await;
    let made = admin.post(PATH, json!({"text": "Hello there!", "page": "/counted"})).await.created();
    let events = format!("/api/chat/greetings/{}/events/", made["id"]);
    let anon = app.anon();
    for event in ["shown", "shown", "opened"] {
        assert_eq!(anon.post(&events, json!({"event": event})).await.status, 204);
    }
    anon.post(&events, json!({"event": "chats"})).await.is_invalid(json!({
        "event": ["\"chats\" is not a valid choice."],
    }));
    let first = json!({"initial_message": "Hello", "greeting_id": made["id"]});
    let started = anon.post("/api/chat/start_chat/", first).await.ok();
    // Counted once, however often it is said again.
    for _ in 0..2 {
        anon.post("/api/chat/complete_chat/", json!({"session_id": started["session_id"]})).await.created();
    }
    admin.patch(&path(&made), json!({"text": "Hello!"})).await.ok();
    let counted = admin.get(&path(&made)).await.ok();
    assert_eq!((&counted["shown"], &counted["opened"], &counted["chats"]), (&json!(2), &json!(1), &json!(1)));
    assert_eq!(admin.delete(&path(&made)).await.status, 204);
    anon.post(&events, json!({"event": "shown"})).await.is_not_found();
}
