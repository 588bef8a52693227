//! `PATCH /api/chat-rooms/{id}/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_ROOM, assert_has},
};

#[tokio::test]
async fn staff_change_what_a_room_is_filed_under() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let change = json!({"subject": "Fire", "priority": "urgent", "tags": ["fire"], "status": "closed", "id": "x"});
    let changed = ben.patch(&room.path(""), change).await.ok();
    assert_has(&changed, CHAT_ROOM);
    assert_eq!((&changed["subject"], &changed["priority"]), (&json!("Fire"), &json!("urgent")));
    assert_eq!((&changed["tags"], &changed["status"]), (&json!(["fire"]), &json!("waiting")));
    assert_eq!(changed["last_seq"], 1);
    let seen = ana.sees(&room).await;
    // What staff file it under is their own business.
    assert_eq!((&seen["subject"], &seen["priority"], &seen["tags"]), (&json!("Fire"), &json!("urgent"), &json!([])));
}

#[tokio::test]
async fn a_tag_is_there_once_however_it_is_written() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let changed = ben.patch(&room.path(""), json!({"tags": ["VIP", " vip ", "vip", "Año", "ano"]})).await.ok();
    assert_eq!(changed["tags"], json!(["VIP", "Año"]));
    for tag in ["vip", "ViP", "ANO"] {
        let found = ben.walks(&format!("/api/chat-rooms/?tag={tag}&status=waiting")).await;
        assert!(found.iter().any(|found| found["id"] == room.id.as_str()), "{tag}");
    }
}

#[tokio::test]
async fn a_change_to_what_it_is_already_is_none() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let admin = app.admin().await;
    for body in [json!({}), json!({"subject": "Help"}), json!({"priority": "medium", "tags": []})] {
        assert_eq!(admin.patch(&room.path(""), body).await.ok()["last_seq"], 0);
    }
}

#[tokio::test]
async fn everyone_concerned_sees_it() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (mut anas, mut bens) = (ana.connect().await, ben.connect().await);
    app.admin().await.patch(&room.path(""), json!({"tags": ["vip"]})).await.ok();
    for (socket, tags) in [(&mut anas, json!([])), (&mut bens, json!(["vip"]))] {
        let event = socket.expect_in(&room, "room.updated").await;
        assert_eq!(event["seq"], 3);
        assert_eq!(event["data"]["room"]["tags"], tags);
    }
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let body = json!({"subject": "", "priority": "asap", "tags": "x".repeat(51)});
    let refused = app.admin().await.patch(&room.path(""), body).await;
    refused.is_invalid(json!({
        "subject": ["This field may not be blank."],
        "priority": ["\"asap\" is not a valid choice."],
        "tags": ["Ensure each tag has 1 to 50 characters."],
    }));
}

#[tokio::test]
async fn its_customer_can_not() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    ana.patch(&room.path(""), json!({"priority": "urgent"})).await.is_forbidden();
    app.anon().patch(&room.path(""), json!({})).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["priority"], "medium");
}
