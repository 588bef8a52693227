//! `GET /api/users/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_USER, LIST, USER, assert_has, pluck},
};

#[tokio::test]
async fn staff_see_all_users() {
    let app = App::own().await;
    let (_ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for actor in [&ben, app.admin().await] {
        let list = actor.get("/api/users/").await.ok();
        assert_has(&list, LIST);
        assert_eq!(list["results"].as_array().map(Vec::len), Some(3));
        for user in list["results"].as_array().into_iter().flatten() {
            assert_has(user, CHAT_USER);
            assert_has(&user["user"], USER);
        }
    }
}

#[tokio::test]
async fn a_search_looks_at_names_and_addresses() {
    let app = App::own().await;
    let admin = app.admin().await;
    for name in ["ana", "anabel", "carl"] {
        app.customer(name).await;
    }
    let found = async |query: &str| {
        let list = admin.get(&format!("/api/users/?{query}")).await.ok();
        let users = list["results"].as_array().cloned().unwrap_or_default();
        users.iter().map(|user| user["user"]["username"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("search=ANA").await, [app.username("ana"), app.username("anabel")]);
    assert_eq!(found(&format!("search={}%40example.com", app.username("carl"))).await, [app.username("carl")]);
    assert!(found("search=nobody").await.is_empty());
}

#[tokio::test]
async fn those_online_can_be_told_from_the_others() {
    let app = App::own().await;
    let (ana, _bea) = (app.customer("ana").await, app.customer("bea").await);
    let admin = app.admin().await;
    ana.post("/api/users/update_status/", json!({"is_online": true})).await.ok();
    let online = admin.get("/api/users/?is_online=true").await.ok();
    assert_eq!(pluck(&online["results"], "id"), [ana.user_id]);
    let offline = admin.get("/api/users/?is_online=false").await.ok();
    assert!(!pluck(&offline["results"], "id").contains(&json!(ana.user_id)));
    let wrong = admin.get("/api/users/?is_online=perhaps").await;
    wrong.is_invalid(json!({"is_online": ["Must be a valid boolean."]}));
}
