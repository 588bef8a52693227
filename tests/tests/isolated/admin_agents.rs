//! `/api/admin-agents/…`

use serde_json::json;
use tests::{
    Actor, App,
    shapes::{LIST, assert_has, pluck},
};

const AGENTS: &str = "/api/admin-agents/";

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
