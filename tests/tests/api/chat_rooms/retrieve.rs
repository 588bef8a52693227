//! `GET /api/chat-rooms/{id}/`

use serde_json::json;
use tests::{
    App, Room,
    shapes::{AGENT, CHAT_ROOM, assert_has},
};

#[tokio::test]
async fn its_customer_and_all_staff_see_a_room() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    for actor in [&ana, &ben, &cleo, app.admin().await] {
        let seen = actor.sees(&room).await;
        assert_has(&seen, CHAT_ROOM);
        assert_has(&seen["agent"], AGENT);
        assert_eq!((&seen["agent_name"], &seen["agent_assigned"]), (&json!("Ben Agent"), &json!(true)));
    }
}

#[tokio::test]
async fn a_stranger_gets_404_for_a_room_that_is_not_theirs() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    eve.get(&room.path("")).await.is_not_found();
    eve.get(&room.path("messages/")).await.is_not_found();
    eve.get(&room.path("messages/?after_seq=0")).await.is_not_found();
    eve.get(&format!("/api/messages/?chat_room_id={}", room.id)).await.is_not_found();
    eve.post_empty(&room.path("close/")).await.is_not_found();
    eve.post_empty(&room.path("resolve/")).await.is_not_found();
    eve.sends_message(&room, "Hello", None).await.is_not_found();
    app.anon().get(&room.path("")).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["status"], "waiting");
}

#[tokio::test]
async fn a_stranger_gets_404_for_what_only_staff_may_do_too() {
    let app = App::start().await;
    let (ana, eve, ben) = (app.customer("ana").await, app.customer("eve").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    eve.patch(&room.path(""), json!({"priority": "low"})).await.is_not_found();
    eve.post(&room.path("assign_agent/"), json!({"agent_id": ben.agent_id})).await.is_not_found();
}

#[tokio::test]
async fn a_room_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let admin = app.admin().await;
    for id in ["01890a5d-ac96-774b-bcce-b302099a8057", "1", "nothing"] {
        let room = Room { id: id.into() };
        admin.get(&room.path("")).await.is_not_found();
        admin.get(&room.path("messages/")).await.is_not_found();
        admin.patch(&room.path(""), json!({"subject": "x"})).await.is_not_found();
        admin.post_empty(&room.path("resolve/")).await.is_not_found();
        admin.post_empty(&room.path("close/")).await.is_not_found();
    }
}

#[tokio::test]
async fn each_side_counts_what_it_has_not_read() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    ana.says(&room, "two").await;
    let last = ben.says(&room, "three").await;
    assert_eq!(ana.sees(&room).await["unread_messages_count"], 1);
    let seen = ben.sees(&room).await;
    // Who answers has read.
    assert_eq!(seen["unread_messages_count"], 0);
    ana.says(&room, "four").await;
    assert_eq!(ben.sees(&room).await["unread_messages_count"], 1);
    assert_eq!((&seen["message_count"], &seen["last_message"]["id"]), (&json!(4), &last["id"]));
    assert_eq!(seen["last_seq"], last["seq"]);
}

#[tokio::test]
async fn a_long_last_message_is_whole() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let long = "é".repeat(10_000);
    let sent = ana.says(&room, &long).await;
    assert_eq!(ana.sees(&room).await["last_message"], sent);
    assert_eq!(ana.walks("/api/chat-rooms/").await[0]["last_message"]["content"], json!(long));
}
