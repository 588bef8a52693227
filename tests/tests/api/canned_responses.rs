//! `/api/canned-responses/`

use serde_json::{Value, json};
use tests::App;

const PATH: &str = "/api/canned-responses/";

fn path(response: &Value) -> String {
    format!("{PATH}{}/", response["id"])
}

#[tokio::test]
async fn admins_write_them_and_agents_read_them() {
    let app = App::start().await;
    let (admin, ben) = (app.admin().await, app.agent("ben").await);
    let shortcut = app.username("hello");
    let made = admin.post(PATH, json!({"shortcut": shortcut, "content": "Hello!"})).await.created();
    assert_eq!((&made["shortcut"], &made["content"]), (&json!(shortcut), &json!("Hello!")));
    assert!(ben.walks(PATH).await.contains(&made));
    let new = json!({"shortcut": shortcut, "content": "Good day!"});
    let changed = admin.put(&path(&made), new).await.ok();
    assert_eq!((&changed["id"], &changed["content"]), (&made["id"], &json!("Good day!")));
    assert_eq!(ben.get(&path(&made)).await.ok(), changed);
    assert_eq!(admin.delete(&path(&made)).await.status, 204);
    ben.get(&path(&made)).await.is_not_found();
    admin.delete(&path(&made)).await.is_not_found();
}

#[tokio::test]
async fn a_shortcut_belongs_to_one_and_is_free_again_when_given_up() {
    let app = App::start().await;
    let admin = app.admin().await;
    let (first, second) = (app.username("first"), app.username("second"));
    let made = admin.post(PATH, json!({"shortcut": first, "content": "1"})).await.created();
    let other = admin.post(PATH, json!({"shortcut": second, "content": "2"})).await.created();
    let taken = json!({"shortcut": ["A canned response with that shortcut already exists."]});
    let again = json!({"shortcut": first.to_uppercase(), "content": "3"});
    admin.post(PATH, again.clone()).await.is_invalid(taken.clone());
    admin.put(&path(&other), again.clone()).await.is_invalid(taken);
    admin.put(&path(&made), json!({"shortcut": app.username("third"), "content": "1"})).await.ok();
    assert_eq!(admin.put(&path(&other), again).await.ok()["content"], "3");
    admin.delete(&path(&other)).await.with_status(204);
    admin.post(PATH, json!({"shortcut": first, "content": "4"})).await.created();
}

#[tokio::test]
async fn agents_have_their_own_which_nobody_else_gets() {
    let app = App::start().await;
    let (admin, ben, cleo) = (app.admin().await, app.agent("ben").await, app.agent("cleo").await);
    let shortcut = app.username("bye");
    let own = json!({"shortcut": shortcut, "content": "See you, {name}!", "is_own": true});
    let made = ben.post(PATH, own.clone()).await.created();
    assert_eq!(made["owner_id"], ben.user_id);
    assert!(ben.walks(PATH).await.contains(&made));
    for other in [admin, &cleo] {
        assert!(!other.walks(PATH).await.contains(&made));
        other.get(&path(&made)).await.is_not_found();
    }
    cleo.put(&path(&made), own.clone()).await.is_forbidden();
    cleo.delete(&path(&made)).await.is_forbidden();
    admin.delete(&path(&made)).await.is_not_found();
    let new = json!({"shortcut": shortcut, "content": "Bye!", "is_own": true});
    let changed = ben.put(&path(&made), new).await.ok();
    assert_eq!((&changed["content"], &changed["owner_id"]), (&json!("Bye!"), &json!(ben.user_id)));
    ben.delete(&path(&made)).await.with_status(204);
    ben.get(&path(&made)).await.is_not_found();
}

#[tokio::test]
async fn a_shortcut_of_ones_own_may_be_the_desks_but_not_twice_ones_own() {
    let app = App::start().await;
    let (admin, ben, cleo) = (app.admin().await, app.agent("ben").await, app.agent("cleo").await);
    let shortcut = app.username("same");
    admin.post(PATH, json!({"shortcut": shortcut, "content": "1"})).await.created();
    let own = json!({"shortcut": shortcut, "content": "2", "is_own": true});
    ben.post(PATH, own.clone()).await.created();
    cleo.post(PATH, own.clone()).await.created();
    let taken = json!({"shortcut": ["A canned response with that shortcut already exists."]});
    ben.post(PATH, own).await.is_invalid(taken);
}

#[tokio::test]
async fn both_fields_must_be_there() {
    let app = App::start().await;
    let required = json!({"shortcut": ["This field is required."], "content": ["This field is required."]});
    app.admin().await.post(PATH, json!({})).await.is_invalid(required);
}

#[tokio::test]
async fn agents_do_not_write_them_and_customers_do_not_read_them() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.post(PATH, json!({"shortcut": "x", "content": "x"})).await.is_forbidden();
    ben.put("/api/canned-responses/1/", json!({"shortcut": "x", "content": "x"})).await.is_forbidden();
    ben.delete("/api/canned-responses/1/").await.is_forbidden();
    ana.get(PATH).await.is_forbidden();
    app.anon().get(PATH).await.is_not_authenticated();
}
