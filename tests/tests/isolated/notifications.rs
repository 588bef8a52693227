//! `/api/notifications/…`

use serde_json::Value;
use tests::{Actor, App, shapes::pluck};

async fn types(actor: &Actor) -> Vec<Value> {
    pluck(&actor.get("/api/notifications/").await.ok()["results"], "notification_type")
}

#[tokio::test]
async fn a_sender_is_not_notified_of_their_own_message() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    assert_eq!(types(&ana).await, ["agent_assigned"]);
    assert_eq!(types(&ben).await, ["new_message", "agent_assigned", "new_chat"]);
}
