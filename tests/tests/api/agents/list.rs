//! `GET /api/agents/`

use serde_json::json;
use tests::{
    App,
    shapes::{AGENT, assert_has},
};

#[tokio::test]
async fn customers_see_only_what_concerns_them() {
    let app = App::start().await;
    app.agent("ben").await;
    let ana = app.customer("ana").await;
    for path in ["/api/agents/", "/api/agents/available/"] {
        let list = ana.get(path).await.ok();
        assert_sees_as_customer(&list["results"][0]);
    }
}

/// The keys are there, but only some of them say anything.
#[track_caller]
fn assert_sees_as_customer(agent: &serde_json::Value) {
    assert_has(agent, AGENT);
    let told: Vec<_> = agent.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()).collect();
    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["full_name", "id", "is_available", "is_online"]);
}

#[tokio::test]
async fn one_is_as_in_the_list() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let path = format!("/api/agents/{}/", ben.agent_id);
    assert_sees_as_customer(&ana.get(&path).await.ok());
    assert_eq!(ben.get(&path).await.ok()["user"]["username"], json!(ben.username));
    ana.get("/api/agents/999999/").await.is_not_found();
    app.anon().get(&path).await.is_not_authenticated();
}

#[tokio::test]
async fn nobody_in_particular_sees_none() {
    let app = App::start().await;
    app.anon().get("/api/agents/").await.is_not_authenticated();
    app.anon().get("/api/agents/available/").await.is_not_authenticated();
}
