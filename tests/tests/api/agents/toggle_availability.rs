//! `POST /api/agents/{id}/toggle_availability/`

use tests::{
    Actor, App, NO_AGENT,
    shapes::{AGENT, assert_has},
};

fn toggle(agent: &Actor) -> String {
    format!("/api/agents/{}/toggle_availability/", agent.agent_id)
}

#[tokio::test]
async fn an_agent_toggles_themselves_and_an_admin_everyone() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let away = ben.post_empty(&toggle(&ben)).await.ok();
    assert_has(&away, AGENT);
    assert_eq!((&away["is_available"], &away["can_take_chat"]), (&false.into(), &false.into()));
    let back = app.admin().await.post_empty(&toggle(&ben)).await.ok();
    assert_eq!((&back["is_available"], &back["can_take_chat"]), (&true.into(), &true.into()));
}

#[tokio::test]
async fn nobody_else_does() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    cleo.post_empty(&toggle(&ben)).await.is_forbidden();
    ana.post_empty(&toggle(&ben)).await.is_forbidden();
    app.anon().post_empty(&toggle(&ben)).await.is_not_authenticated();
}

#[tokio::test]
async fn an_agent_that_is_not_there_is_not_found() {
    let app = App::start().await;
    let admin = app.admin().await;
    for id in [&*NO_AGENT.to_string(), "nobody", "-1", "18446744073709551616"] {
        admin.post_empty(&format!("/api/agents/{id}/toggle_availability/")).await.is_not_found();
    }
}
