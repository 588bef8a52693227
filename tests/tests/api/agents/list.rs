//! `GET /api/agents/`

use tests::{
    App,
    shapes::{AGENT, AGENT_USER, LIST, assert_has, assert_has_only},
};

#[tokio::test]
async fn staff_see_all_of_an_agent() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    for actor in [&ben, app.admin().await] {
        let list = actor.get("/api/agents/").await.ok();
        assert_has(&list, LIST);
        let agent = &list["results"][0];
        assert_has(agent, AGENT);
        assert_has(&agent["user"], AGENT_USER);
        assert_eq!(agent["id"], ben.agent_id);
        assert_eq!(agent["full_name"], "Ben Agent");
        assert_eq!(agent["can_take_chat"], true);
    }
}

#[tokio::test]
async fn customers_see_only_what_concerns_them() {
    let app = App::start().await;
    app.agent("ben").await;
    let ana = app.customer("ana").await;
    for path in ["/api/agents/", "/api/agents/available/"] {
        let list = ana.get(path).await.ok();
        assert_has_only(&list["results"][0], &["id", "full_name", "is_online", "is_available"]);
    }
}

#[tokio::test]
async fn nobody_in_particular_sees_none() {
    let app = App::start().await;
    app.anon().get("/api/agents/").await.is_not_authenticated();
    app.anon().get("/api/agents/available/").await.is_not_authenticated();
}
