//! `/api/notifications/…`

use serde_json::{Value, json};
use tests::{
    Actor, App,
    shapes::{LIST, NOTIFICATION, assert_has, assert_time, pluck},
};

const NOTIFICATIONS: &str = "/api/notifications/";

async fn unread(actor: &Actor) -> Value {
    let count = actor.get("/api/notifications/unread_count/").await.ok();
    tests::shapes::assert_has_only(&count, &["unread_count"]);
    count["unread_count"].clone()
}

async fn types(actor: &Actor) -> Vec<Value> {
    pluck(&actor.get(NOTIFICATIONS).await.ok()["results"], "notification_type")
}

#[tokio::test]
async fn a_list_says_how_many_and_how_many_unread() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "Hello").await;
    let list = ana.get(NOTIFICATIONS).await.ok();
    assert_has(&list, LIST);
    assert_eq!((&list["unread_count"], &list["total_count"]), (&json!(2), &json!(2)));
    assert_eq!(list["notifications"], list["results"]);
    let newest = &list["results"][0];
    assert_eq!((&newest["chat_room"], &newest["chat_room_id"]), (&json!(room.id), &json!(room.id)));
    insta::assert_json_snapshot!(app.settled(newest), @r#"
    {
      "chat_room": "[uuid]",
      "chat_room_id": "[uuid]",
      "chat_room_subject": "Help",
      "created_at": "[time]",
      "id": "[uuid]",
      "is_read": false,
      "message": "Hello",
      "notification_type": "new_message",
      "read_at": null,
      "title": "New message from Ben Agent"
    }
    "#);
}

#[tokio::test]
async fn a_message_notifies_whoever_has_no_unread_notification_of_the_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    ben.says(&room, "one").await;
    let last = ben.says(&room, "two").await;
    anas.expect("notification.created").await;
    assert!(anas.arrived_of("notification.created").await.is_empty());
    ana.marks_read(&last).await.ok();
    ben.says(&room, "three").await;
    assert!(anas.arrived_of("notification.created").await.is_empty());
    let first = ana.get(NOTIFICATIONS).await.ok()["results"][0]["id"].clone();
    ana.post_empty(&format!("{NOTIFICATIONS}{}/mark_read/", first.as_str().unwrap_or_default())).await.ok();
    ben.says(&room, "four").await;
    let event = anas.expect("notification.created").await;
    assert_has(&event["data"], NOTIFICATION);
    assert!(event.get("seq").is_none());
    ana.post_empty(&format!("{NOTIFICATIONS}mark_all_read/")).await.ok();
    ben.says(&room, "five").await;
    anas.expect("notification.created").await;
    assert_eq!(types(&ana).await, ["new_message", "new_message", "new_message", "agent_assigned"]);
}

#[tokio::test]
async fn one_is_marked_by_itself() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "one").await;
    let id = ana.get(NOTIFICATIONS).await.ok()["results"][1]["id"].clone();
    let path = format!("{NOTIFICATIONS}{}/mark_read/", id.as_str().unwrap_or_default());
    let note = ana.post_empty(&path).await.ok();
    assert_has(&note, NOTIFICATION);
    assert_eq!((&note["id"], &note["is_read"]), (&id, &json!(true)));
    assert_time(&note["read_at"]);
    assert_eq!(ana.post_empty(&path).await.ok(), note);
    assert_eq!(unread(&ana).await, 1);
    assert_eq!(pluck(&ana.get(NOTIFICATIONS).await.ok()["results"], "is_read"), [false, true]);
}

#[tokio::test]
async fn all_are_marked_at_once() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "one").await;
    assert_eq!(unread(&ana).await, 2);
    let answer = ana.post_empty("/api/notifications/mark_all_read/").await.ok();
    assert_has(&answer, &["success", "message", "updated_count"]);
    assert_eq!((&answer["success"], &answer["updated_count"]), (&json!(true), &json!(2)));
    assert_eq!(unread(&ana).await, 0);
    assert_eq!(pluck(&ana.get(NOTIFICATIONS).await.ok()["results"], "is_read"), [true, true]);
    assert_eq!(ana.post(NOTIFICATIONS, json!({})).await.status, 405);
    let again = ana.post("/api/notifications/mark_all_read/", json!({})).await.ok();
    assert_eq!(again["updated_count"], 0);
}

#[tokio::test]
async fn what_comes_after_is_unread_again() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.post_empty("/api/notifications/mark_all_read/").await.ok();
    ben.says(&room, "one").await;
    assert_eq!(unread(&ana).await, 1);
    assert_eq!(pluck(&ana.get(NOTIFICATIONS).await.ok()["results"], "is_read"), [false, true]);
}

#[tokio::test]
async fn notifications_are_their_owners_alone() {
    let app = App::start().await;
    let (ana, ben, eve) = (app.customer("ana").await, app.agent("ben").await, app.customer("eve").await);
    app.active_room(&ana, &ben).await;
    let id = ana.get(NOTIFICATIONS).await.ok()["results"][0]["id"].as_str().unwrap_or_default().to_owned();
    for stranger in [&eve, &ben, app.admin().await] {
        stranger.post_empty(&format!("{NOTIFICATIONS}{id}/mark_read/")).await.is_not_found();
    }
    ana.post_empty(&format!("{NOTIFICATIONS}x/mark_read/")).await.is_not_found();
    assert_eq!(unread(&eve).await, 0);
    assert!(types(&eve).await.is_empty());
    assert_eq!(unread(&ana).await, 1);
    let anon = app.anon();
    anon.get(NOTIFICATIONS).await.is_not_authenticated();
    anon.get("/api/notifications/unread_count/").await.is_not_authenticated();
    anon.post_empty("/api/notifications/mark_all_read/").await.is_not_authenticated();
    anon.post_empty(&format!("{NOTIFICATIONS}{id}/mark_read/")).await.is_not_authenticated();
}

#[tokio::test]
async fn chosen_ones_are_marked_and_those_of_others_passed_over() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    app.active_room(&ana, &ben).await;
    let notes = pluck(&ana.get(NOTIFICATIONS).await.ok()["results"], "id");
    let bens = ben.get(NOTIFICATIONS).await.ok()["results"][0]["id"].clone();
    let before = unread(&ben).await;
    let body = json!({"notification_ids": [notes[0], notes[0], bens]});
    let marked = ana.post("/api/notifications/mark_read/", body.clone()).await.ok();
    assert_eq!((&marked["success"], &marked["updated_count"]), (&json!(true), &json!(1)));
    assert_eq!(ana.post("/api/notifications/mark_read/", body).await.ok()["updated_count"], 0);
    assert_eq!((unread(&ana).await, unread(&ben).await), (json!(1), before));
    app.anon().post("/api/notifications/mark_read/", json!({})).await.is_not_authenticated();
}
