//! `GET /api/messages/`

use serde_json::{Value, json};
use tests::{App, shapes::pluck};

fn contents(messages: &[Value]) -> Vec<Value> {
    pluck(&json!(messages), "content")
}

#[tokio::test]
async fn without_a_room_they_are_those_of_all_the_callers_rooms() {
    let app = App::own().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let (bens, others) = (app.active_room(&ana, &ben).await, ana.opens("B").await);
    let joined = "Ben Agent joined the chat.";
    let beas = bea.opens("C").await;
    ana.says(&bens, "one").await;
    ana.says(&others, "two").await;
    bea.says(&beas, "three").await;
    ben.says(&bens, "four").await;
    assert_eq!(contents(&ana.walks("/api/messages/").await), ["four", "two", "one", joined]);
    assert_eq!(contents(&bea.walks("/api/messages/").await), ["three"]);
    assert_eq!(contents(&ben.walks("/api/messages/").await), ["four", "one", joined]);
    assert_eq!(contents(&app.admin().await.walks("/api/messages/").await), ["four", "three", "two", "one", joined]);
    app.anon().get("/api/messages/").await.is_not_authenticated();
}
