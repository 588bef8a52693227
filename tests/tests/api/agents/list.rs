//! `GET /api/agents/`

use tests::{App, shapes::assert_has_only};

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
