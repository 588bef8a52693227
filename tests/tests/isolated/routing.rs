//! `routing` of `PATCH /api/settings/`: who gets a chat, and who keeps one. What time does to it is in
//! `simulation/routing.rs`.

use local::Options;
use serde_json::json;
use shared::config::{DeskSettings, minutes};
use tests::App;

use crate::{
    desk::sets,
    leaving::{active, state, waiting},
};

#[tokio::test]
async fn a_desk_begins_with_what_it_was_deployed_with_until_an_admin_changes_it() {
    let desk = DeskSettings { auto_assign: true, away_requeue: minutes(7), ..DeskSettings::default() };
    let app = App::with(Options { desk, ..Options::default() }).await;
    let admin = app.admin().await;
    insta::assert_json_snapshot!(admin.get("/api/settings/").await.ok()["routing"], @r#"
    {
      "auto_assign": "always",
      "away_minutes": 10,
      "reopen_to": "agent",
      "requeue_minutes": 7,
      "version": 0
    }
    "#);
    let changed = sets(admin, "routing", json!({"reopen_to": "queue"})).await.ok();
    insta::assert_json_snapshot!(changed["routing"], @r#"
    {
      "auto_assign": "always",
      "away_minutes": 10,
      "reopen_to": "queue",
      "requeue_minutes": 7,
      "version": 1
    }
    "#);
    let entries = admin.get("/api/audit/?action=settings.changed").await.ok()["results"].clone();
    assert_eq!(entries[0]["target"], json!({"type": "settings", "id": "routing", "name": "routing"}));
    assert_eq!(entries[0]["changes"], json!({"reopen_to": {"from": "agent", "to": "queue"}}));
}

#[tokio::test]
async fn rooms_are_assigned_from_when_an_admin_says_so_until_they_say_otherwise() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.comes_online().await;
    for (auto_assign, expected) in [("never", waiting()), ("always", active(&ben)), ("never", waiting())] {
        sets(app.admin().await, "routing", json!({"auto_assign": auto_assign})).await.ok();
        let room = ana.opens("Help").await;
        assert_eq!(state(&ana, &room).await, expected, "{auto_assign}");
        ana.post_empty(&room.path("close/")).await.ok();
    }
}

#[tokio::test]
async fn a_desk_that_assigns_while_it_is_open_lets_rooms_wait_while_it_is_closed() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.comes_online().await;
    sets(app.admin().await, "routing", json!({"auto_assign": "while_open"})).await.ok();
    sets(app.admin().await, "hours", json!({"is_always_open": false})).await.ok();
    let first = ana.opens("At night").await;
    assert_eq!(state(&ana, &first).await, waiting());
    sets(app.admin().await, "hours", json!({"is_always_open": true})).await.ok();
    let second = ana.opens("By day").await;
    assert_eq!(state(&ana, &second).await, active(&ben));
    assert_eq!(state(&ana, &first).await, active(&ben));
}

#[tokio::test]
async fn a_customer_who_writes_again_waits_in_the_queue_if_the_desk_wants_that() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.comes_online().await;
    for (reopen_to, expected) in [("queue", waiting()), ("agent", active(&ben))] {
        sets(app.admin().await, "routing", json!({"reopen_to": reopen_to})).await.ok();
        let room = app.active_room(&ana, &ben).await;
        ben.post_empty(&room.path("resolve/")).await.ok();
        ana.says(&room, "It broke again").await;
        assert_eq!(state(&ana, &room).await, expected, "{reopen_to}");
    }
}
