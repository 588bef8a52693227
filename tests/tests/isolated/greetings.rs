//! Greetings in `GET /api/chat/availability/`.

use serde_json::{Value, json};
use tests::App;

#[tokio::test]
async fn the_widget_gets_the_greetings_for_the_desk_as_it_is_now() {
    let app = App::own().await;
    let admin = app.admin().await;
    let makes = async |greeting: Value| admin.post("/api/greetings/", greeting).await.created();
    let (always, open) = (json!({"text": "Always"}), json!({"text": "Open", "only_when": "open", "on_exit": true}));
    let said = [makes(always).await, makes(open).await];
    makes(json!({"text": "Online", "only_when": "online"})).await;
    makes(json!({"text": "Off", "is_active": false})).await;
    let availability = app.anon().get("/api/chat/availability/").await.ok();
    let rule = |greeting: &Value| {
        let mut rule = greeting.clone();
        let rule_fields = rule.as_object_mut().into_iter();
        for fields in rule_fields {
            fields.retain(|name, _| !["is_active", "shown", "opened", "chats", "updated_at"].contains(&name.as_str()));
        }
        rule
    };
    assert_eq!(availability["greetings"], json!(said.iter().map(rule).collect::<Vec<_>>()));
    for number in 4..20 {
        makes(json!({"text": format!("Greeting {number}")})).await;
    }
    let refused = admin.post("/api/greetings/", json!({"text": "One more"})).await;
    refused.is_invalid(json!({"non_field_errors": ["You can have up to 20 greetings."]}));
}
