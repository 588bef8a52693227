//! `GET /api/audit/`

use serde_json::{Value, json};
use tests::{App, Room, shapes::pluck};

/// Deeds on a room, the oldest first.
async fn deeds(app: &App, room: &Room) -> Vec<Value> {
    let mut entries = app.admin().await.walks(&format!("/api/audit/?target_id={}", room.id)).await;
    entries.reverse();
    entries
}

#[tokio::test]
async fn every_change_of_a_room_is_on_record_with_who_made_it() {
    let app = App::start().await;
    let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
    let room = app.active_room(&ana, &ben).await;
    ben.patch(&room.path(""), json!({"priority": "urgent"})).await.ok();
    ben.post(&room.path("transfer_chat/"), json!({"agent_id": cem.agent_id})).await.ok();
    cem.post_empty(&room.path("unassign_agent/")).await.ok();
    ben.post_empty(&room.path("take_chat/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.ok();
    ana.post(&room.path("rate/"), json!({"rating": 5})).await.ok();
    ana.post_empty(&room.path("close/")).await.ok();
    let entries = json!(deeds(&app, &room).await);
    let expected = [
        "room.created",
        "room.assigned",
        "room.edited",
        "room.transferred",
        "room.unassigned",
        "room.taken",
        "room.resolved",
        "room.rated",
        "room.closed",
    ];
    assert_eq!(pluck(&entries, "action"), expected);
    let admin = app.admin().await;
    let actors: Vec<&Value> = entries.as_array().into_iter().flatten().map(|entry| &entry["actor"]["id"]).collect();
    let by = [&ana, admin, &ben, &ben, &cem, &ben, &ben, &ana, &ana].map(|actor| json!(actor.user_id));
    assert_eq!(actors, by.iter().collect::<Vec<_>>());
    assert_eq!(entries[2]["changes"], json!({"priority": {"from": "medium", "to": "urgent"}}));
    assert_eq!(entries[2]["target"], json!({"type": "room", "id": room.id, "name": "Help"}));
    assert_eq!(entries[2]["actor"], json!({"id": ben.user_id, "name": "Ben Agent", "role": "agent"}));
}

#[tokio::test]
async fn what_changed_nothing_is_not_on_record() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    app.assign(&room, &ben).await;
    ana.post_empty(&room.path("resolve/")).await.is_forbidden();
    assert_eq!(pluck(&json!(deeds(&app, &room).await), "action"), ["room.created", "room.assigned"]);
}

#[tokio::test]
async fn what_admins_do_is_on_record_without_secrets() {
    let app = App::start().await;
    let (admin, ben) = (app.admin().await, app.agent("ben").await);
    let path = format!("/api/admin-agents/{}/", ben.agent_id);
    ben.post_empty(&format!("/api/agents/{}/toggle_availability/", ben.agent_id)).await.ok();
    admin.patch(&path, json!({"max_concurrent_chats": 2, "password": "another password 7"})).await.ok();
    admin.delete(&path).await.with_status(204);
    let list = format!("/api/audit/?target_type=agent&target_id={}", ben.agent_id);
    let mut entries = admin.walks(&list).await;
    entries.reverse();
    let actions = pluck(&json!(entries), "action");
    assert_eq!(actions, ["agent.created", "agent.changed", "agent.changed", "agent.removed"]);
    assert_eq!(entries[1]["changes"]["is_available"], json!({"from": true, "to": false}));
    let changes = &entries[2]["changes"];
    assert_eq!(changes["max_concurrent_chats"], json!({"from": 5, "to": 2}));
    assert_eq!(changes["password"], json!({"from": null, "to": null}));
    assert!(!json!(entries).to_string().contains("another password 7"));
}

#[tokio::test]
async fn filters_are_of_who_what_and_when() {
    let app = App::start().await;
    let (ana, admin) = (app.customer("ana").await, app.admin().await);
    let room = ana.opens("Help").await;
    ana.post_empty(&room.path("close/")).await.ok();
    let by_ana = format!("/api/audit/?actor_id={}", ana.user_id);
    assert_eq!(pluck(&json!(admin.walks(&by_ana).await), "action"), ["room.closed", "room.created"]);
    let closed = admin.walks(&format!("{by_ana}&action=room.closed")).await;
    assert_eq!(pluck(&json!(closed), "action"), ["room.closed"]);
    assert!(admin.walks(&format!("{by_ana}&to=2020-01-01")).await.is_empty());
    assert_eq!(admin.walks(&format!("{by_ana}&from=2020-01-01&page_size=1")).await.len(), 2);
    let named = format!("{by_ana}&search=ANA");
    assert_eq!(admin.walks(&named).await.len(), 2);
    assert_eq!(admin.walks(&format!("{by_ana}&search=HELP")).await.len(), 2);
    assert!(admin.walks(&format!("{by_ana}&search=nobody-of-this-name")).await.is_empty());
    let wrong = json!({"from": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]});
    admin.get("/api/audit/?from=x").await.is_invalid(wrong);
}
