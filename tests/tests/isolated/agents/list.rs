//! `GET /api/agents/`

use tests::{
    App,
    shapes::{AGENT, AGENT_USER, LIST, assert_has},
};

#[tokio::test]
async fn staff_see_all_of_an_agent() {
    let app = App::own().await;
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
