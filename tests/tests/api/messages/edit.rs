//! `PUT /api/messages/{id}/edit/`

use serde_json::json;
use tests::{
    App,
    shapes::{MESSAGE, assert_has, assert_time},
};

#[tokio::test]
async fn a_sender_changes_their_message_where_it_stands() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Helo").await;
    let edited = ana.edits(&message, "Hello").await.ok();
    assert_has(&edited, MESSAGE);
    assert_eq!((&edited["id"], &edited["seq"]), (&message["id"], &message["seq"]));
    assert_eq!((&edited["content"], &edited["is_edited"]), (&json!("Hello"), &json!(true)));
    assert_eq!(edited["created_at"], message["created_at"]);
    assert_time(&edited["edited_at"]);
    assert_eq!(ben.reads_all(&room).await, std::slice::from_ref(&edited));
    assert_eq!(ben.sees(&room).await["last_message"], edited);
    let again = ana.edits(&message, "Hello!").await.ok();
    assert_eq!(again["content"], "Hello!");
}

#[tokio::test]
async fn everyone_who_sees_the_room_sees_the_edit() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ben.says(&room, "Helo").await;
    let mut sockets = [ana.connect().await, ben.connect().await];
    let edited = ben.edits(&message, "Hello").await.ok();
    for socket in &mut sockets {
        let event = socket.expect("message.edited").await;
        assert_eq!((&event["data"], &event["seq"]), (&edited, &json!(4)));
        assert_eq!((&event["room_id"], &event["time"]), (&json!(room.id), &edited["edited_at"]));
    }
}

#[tokio::test]
async fn nobody_else_does() {
    let app = App::start().await;
    let (ana, ben, eve) = (app.customer("ana").await, app.agent("ben").await, app.customer("eve").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Hello").await;
    for actor in [&ben, app.admin().await] {
        actor.edits(&message, "Bye").await.with_status(403);
    }
    eve.edits(&message, "Bye").await.is_not_found();
    app.anon().edits(&message, "Bye").await.is_not_authenticated();
    assert_eq!(ana.reads_all(&room).await, [message]);
}

#[tokio::test]
async fn it_must_say_something() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let message = ana.says(&room, "Hello").await;
    ana.edits(&message, "").await.is_invalid(json!({"content": ["This field may not be blank."]}));
    let long = json!({"content": ["Ensure this field has no more than 10000 characters."]});
    ana.edits(&message, &"x".repeat(10_001)).await.is_invalid(long);
    let path = format!("/api/messages/{}/edit/", message["id"].as_str().unwrap_or_default());
    ana.put(&path, json!({})).await.is_invalid(json!({"content": ["This field is required."]}));
    assert_eq!(ana.sees(&room).await["last_seq"], 1);
}

#[tokio::test]
async fn a_message_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for id in ["01890a5d-ac96-774b-bcce-b302099a8057", "x"] {
        ana.edits(&json!({"id": id}), "Hello").await.is_not_found();
    }
}
