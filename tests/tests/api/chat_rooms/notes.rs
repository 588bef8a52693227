//! `GET, POST /api/chat-rooms/{id}/notes/`

use serde_json::json;
use tests::{
    App,
    shapes::{assert_has, assert_time, assert_uuid, pluck},
};

#[tokio::test]
async fn staff_note_what_they_know_newest_first() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let note = ben.post(&room.path("notes/"), json!({"content": "Paid twice"})).await.created();
    assert_has(&note, &["id", "author", "content", "created_at"]);
    assert_uuid(&note["id"]);
    assert_time(&note["created_at"]);
    assert_eq!(note["author"]["name"], "Ben Agent");
    cleo.post(&room.path("notes/"), json!({"content": "Refunded"})).await.created();
    let notes = app.admin().await.walks(&room.path("notes/")).await;
    assert_eq!(pluck(&json!(notes), "content"), ["Refunded", "Paid twice"]);
}

#[tokio::test]
async fn a_note_reaches_the_agent_and_who_watches_and_nobody_else() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let (mut anas, mut bens, mut cleos) = (ana.connect().await, ben.connect().await, cleo.connect().await);
    let mut admins = app.admin().await.connect().await;
    admins.ask(json!({"action": "watch", "room_id": room.id}), "watching").await;
    ben.post(&room.path("notes/"), json!({"content": "Paid twice"})).await.created();
    for socket in [&mut bens, &mut admins] {
        let event = socket.expect_in(&room, "note.created").await;
        assert_eq!(event["data"]["content"], "Paid twice");
        assert!(event.get("seq").is_none());
    }
    assert!(cleos.arrived_in(&room).await.is_empty());
    assert!(anas.arrived_in(&room).await.is_empty());
}

#[tokio::test]
async fn nothing_of_a_note_reaches_the_customer() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let before = ana.sees(&room).await;
    ben.post(&room.path("notes/"), json!({"content": "Paid twice"})).await.created();
    assert_eq!(ana.sees(&room).await, before);
    ana.get(&room.path("notes/")).await.is_forbidden();
    ana.post(&room.path("notes/"), json!({"content": "x"})).await.is_forbidden();
    app.customer("bea").await.get(&room.path("notes/")).await.is_not_found();
    app.anon().get(&room.path("notes/")).await.is_not_authenticated();
}

#[tokio::test]
async fn an_empty_note_is_refused() {
    let app = App::start().await;
    let room = app.customer("ana").await.opens("Help").await;
    let refused = app.admin().await.post(&room.path("notes/"), json!({"content": " "})).await;
    refused.is_invalid(json!({"content": ["This field may not be blank."]}));
}
