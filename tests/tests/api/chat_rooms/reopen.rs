//! `POST /api/chat-rooms/{id}/reopen/`

use serde_json::json;
use tests::App;

#[tokio::test]
async fn a_closed_room_goes_on_with_the_agent_who_reopens_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("close/")).await.ok();
    let mut anas = ana.connect().await;
    let open = cleo.post_empty(&room.path("reopen/")).await.ok();
    assert_eq!((&open["status"], &open["agent"]["id"]), (&json!("active"), &json!(cleo.agent_id)));
    assert_eq!((&open["closed_at"], &open["agent"]["current_active_chats"]), (&json!(null), &json!(1)));
    assert_eq!(anas.expect_in(&room, "room.updated").await["data"]["change"], "reopened");
    assert_eq!(anas.expect_in(&room, "message.created").await["data"]["content"], "This chat has been reopened.");
    ana.says(&room, "One more thing").await;
}

#[tokio::test]
async fn an_admin_who_is_no_agent_puts_it_into_the_queue() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    let waiting = app.admin().await.post_empty(&room.path("reopen/")).await.ok();
    assert_eq!(
        (&waiting["status"], &waiting["agent"], &waiting["resolved_at"]),
        (&json!("waiting"), &json!(null), &json!(null))
    );
}

#[tokio::test]
async fn a_full_agent_reopens_none() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    let over = app.active_room(&ana, &ben).await;
    ben.post_empty(&over.path("resolve/")).await.ok();
    app.active_room(&ana, &ben).await;
    ben.post_empty(&over.path("reopen/")).await.with_status(400);
    assert_eq!(ana.sees(&over).await["status"], "resolved");
}

#[tokio::test]
async fn only_staff_reopen_and_only_what_is_over() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("reopen/"))
        .await
        .is_invalid(json!({"non_field_errors": ["An active chat can't be reopened."]}));
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.post_empty(&room.path("reopen/")).await.is_forbidden();
    app.anon().post_empty(&room.path("reopen/")).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["status"], "resolved");
}
