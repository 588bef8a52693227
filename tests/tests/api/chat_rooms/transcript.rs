//! `GET /api/chat-rooms/{id}/transcript/`

use serde_json::json;
use tests::{App, shapes::pluck};

#[tokio::test]
async fn a_transcript_holds_all_that_was_said() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello?").await;
    ben.says(&room, "Hello!\nWhat can I do?").await;
    for actor in [&ana, &ben] {
        let json = actor.get(&room.path("transcript/?format=json")).await.ok();
        assert_eq!(json["chat_room_id"], room.id);
        let said = pluck(&json["messages"], "content");
        assert_eq!(said[said.len() - 2..], ["Hello?", "Hello!\nWhat can I do?"]);
        let answer = actor.get(&room.path("transcript/")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert!(answer.text.contains("Ben Agent: Hello!"), "{}", answer.text);
    }
}

#[tokio::test]
async fn it_is_for_those_who_see_the_room() {
    let app = App::start().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let room = ana.opens("Help").await;
    bea.get(&room.path("transcript/")).await.is_not_found();
    app.anon().get(&room.path("transcript/")).await.is_not_authenticated();
    ana.get(&room.path("transcript/?format=pdf")).await.is_invalid(json!({"format": ["Choose \"text\" or \"json\"."]}));
}
