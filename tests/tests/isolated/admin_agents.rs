//! `/api/admin-agents/…`

use serde_json::{Value, json};
use tests::{
    Actor, App,
    shapes::{LIST, assert_has, pluck},
};

const AGENTS: &str = "/api/admin-agents/";
/// The caller's own agent.
const OWN: &str = "/api/admin-agents/me/";

fn path(agent: &Actor) -> String {
    format!("{AGENTS}{}/", agent.agent_id)
}

#[tokio::test]
async fn the_first_agent_is_number_one() {
    let app = App::own().await;
    assert_eq!(app.agent("ben").await.agent_id, 1);
    assert_eq!(app.agent("cleo").await.agent_id, 2);
    let list = app.admin().await.get(AGENTS).await.ok();
    assert_has(&list, LIST);
    assert_eq!(pluck(&list["results"], "id"), [1, 2]);
}

#[tokio::test]
async fn the_rooms_of_a_removed_agent_go_back_to_the_queue() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let rooms = [app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await];
    let resolved = app.active_room(&ana, &ben).await;
    ben.post_empty(&resolved.path("resolve/")).await.ok();
    app.admin().await.delete(&path(&ben)).await.with_status(204);
    for room in &rooms {
        let room = ana.sees(room).await;
        assert_eq!((&room["status"], &room["agent"]), (&json!("waiting"), &json!(null)));
        assert_eq!(room["agent_assigned"], false);
    }
    assert_eq!(ana.sees(&resolved).await["status"], "resolved");
    ben.get("/api/users/me/").await.is_error(401, "User inactive or deleted.");
    app.admin().await.get(&path(&ben)).await.is_not_found();
    assert!(app.admin().await.get("/api/agents/").await.ok()["results"].as_array().is_some_and(Vec::is_empty));
}

/// A system whose admin answers chats.
async fn with_answering_admin() -> (App, Actor, Value) {
    let app = App::own().await;
    let admin = app.login("admin").await;
    let agent = admin.put(OWN, json!({"max_concurrent_chats": 2})).await.ok();
    (app, admin, agent)
}

#[tokio::test]
async fn an_admin_who_answers_chats_takes_and_resolves_them_at_once_and_is_still_an_admin() {
    let (app, admin, agent) = with_answering_admin().await;
    assert_eq!((&agent["max_concurrent_chats"], &agent["is_available"]), (&json!(2), &json!(true)));
    let ana = app.customer("ana").await;
    let room = ana.opens("Where is it?").await;
    let taken = admin.post_empty(&room.path("take_chat/")).await.ok();
    assert_eq!((&taken["status"], &taken["agent"]["id"]), (&json!("active"), &agent["id"]));
    assert_eq!(pluck(&admin.get("/api/chat-rooms/my_chats/").await.ok()["chats"], "id"), [room.id.as_str()]);
    admin.post_empty(&room.path("resolve/")).await.ok();
    assert_eq!(admin.get("/api/users/me/").await.ok()["user"]["role"], "admin");
    assert_eq!(app.login("admin").await.agent_id, agent["id"]);
    admin.get("/api/audit/").await.ok();
}

#[tokio::test]
async fn an_admin_who_answers_chats_already_stays_the_agent_they_are() {
    let (_app, admin, agent) = with_answering_admin().await;
    assert_eq!(admin.put(OWN, json!({"max_concurrent_chats": 9})).await.ok(), agent);
    let (one, other) = tokio::join!(admin.put(OWN, json!({})), admin.put(OWN, json!({})));
    assert_eq!((one.ok(), other.ok()), (agent.clone(), agent));
    let audited = admin.get("/api/audit/?target_type=agent").await.ok();
    assert_eq!(pluck(&audited["results"], "action"), ["agent.created"]);
}

#[tokio::test]
async fn of_two_calls_at_once_one_makes_the_admin_an_agent() {
    let app = App::own().await;
    let admin = app.login("admin").await;
    let (one, other) = tokio::join!(admin.put(OWN, json!({})), admin.put(OWN, json!({})));
    assert_eq!(one.ok()["id"], other.ok()["id"]);
    assert_eq!(admin.get(AGENTS).await.ok()["results"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_admin_removed_as_an_agent_is_signed_in_as_an_admin_and_can_become_one_again() {
    let (app, admin, agent) = with_answering_admin().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Where is it?").await;
    admin.post_empty(&room.path("take_chat/")).await.ok();
    admin.delete(&format!("{AGENTS}{}/", agent["id"])).await.with_status(204);
    assert_eq!(ana.sees(&room).await["status"], "waiting");
    admin.post_empty(&room.path("take_chat/")).await.is_error(403, "Only an agent can take a chat.");
    assert_eq!(admin.get(AGENTS).await.ok()["results"], json!([]));
    app.login("admin").await;
    assert_ne!(admin.put(OWN, json!({})).await.ok()["id"], agent["id"]);
    admin.post_empty(&room.path("take_chat/")).await.ok();
}
