//! `GET /api/messages/`

use serde_json::{Value, json};
use tests::{
    App,
    shapes::{LIST, MESSAGE, assert_has, pluck},
};

fn contents(messages: &[Value]) -> Vec<Value> {
    pluck(&json!(messages), "content")
}

#[tokio::test]
async fn the_messages_of_a_room_come_newest_first() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    ben.says(&room, "two").await;
    let path = format!("/api/messages/?chat_room_id={}", room.id);
    for actor in [&ana, &ben, app.admin().await] {
        let list = actor.get(&path).await.ok();
        assert_has(&list, LIST);
        assert_has(&list["results"][0], MESSAGE);
        assert_eq!(contents(&actor.walks(&path).await), ["two", "one", "Ben Agent joined the chat."]);
        assert_eq!(list["count"], 3);
    }
}

#[tokio::test]
async fn all_of_them_come_once_whatever_the_page_size() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let rooms = [ana.opens("A").await, ana.opens("B").await, ana.opens("C").await];
    for i in 0..20 {
        ana.says(&rooms[i * i % 3], &i.to_string()).await;
    }
    let all: Vec<_> = (0..20).rev().map(|i| json!(i.to_string())).collect();
    for size in [1, 3, 7, 100] {
        let walked = ana.walks(&format!("/api/messages/?page_size={size}")).await;
        assert_eq!(contents(&walked), all, "page_size={size}");
    }
}

#[tokio::test]
async fn a_room_is_named_by_its_id() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let answer = ana.get("/api/messages/?chat_room_id=x").await;
    answer.is_invalid(json!({"chat_room_id": ["Must be a valid UUID."]}));
    ana.get("/api/messages/?chat_room_id=01890a5d-ac96-774b-bcce-b302099a8057").await.is_not_found();
}

#[tokio::test]
async fn rooms_without_messages_and_changed_rooms_hide_no_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (first, second) = (ana.opens("A").await, ana.opens("B").await);
    ana.says(&first, "one").await;
    ana.says(&second, "two").await;
    for _ in 0..3 {
        ana.opens("C").await;
    }
    let admin = app.admin().await;
    admin.patch(&first.path(""), json!({"tags": ["later"]})).await.ok();
    assert_eq!(contents(&ana.walks("/api/messages/?page_size=1").await), ["two", "one"]);
}
