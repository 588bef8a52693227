//! `POST /api/users/` and `GET, PATCH /api/users/{id}/`

use serde_json::{Value, json};
use tests::{
    Actor, App, PASSWORD,
    shapes::{CHAT_USER, assert_has},
};

const USERS: &str = "/api/users/";

fn path(user: &Actor) -> String {
    format!("{USERS}{}/", user.user_id)
}

/// Last entry of the audit log on a user.
async fn last_entry(app: &App, user: &Actor) -> Value {
    app.admin().await.get(&format!("/api/audit/?target_type=user&target_id={}", user.user_id)).await.ok()["results"][0]
        .take()
}

#[tokio::test]
async fn an_admin_makes_a_customer_who_can_sign_in() {
    let app = App::start().await;
    let username = app.username("ana");
    let body = json!({
        "username": username, "email": app.email("ana"), "password": PASSWORD, "first_name": "Ana", "last_name": "Test",
    });
    let user = app.admin().await.post(USERS, body.clone()).await.created();
    assert_has(&user, CHAT_USER);
    assert_eq!((&user["user"]["role"], &user["is_temporary"]), (&json!("customer"), &json!(false)));
    let ana = app.login(&username).await;
    assert_eq!(user["id"], ana.user_id);
    assert_eq!(app.admin().await.get(&path(&ana)).await.ok()["full_name"], "Ana Test");
    assert_eq!(last_entry(&app, &ana).await["action"], "user.created");
    let taken = app.admin().await.post(USERS, body).await.with_status(400);
    assert_has(&taken, &["username", "email"]);
}

#[tokio::test]
async fn an_admin_changes_what_is_given_and_it_is_on_record() {
    let app = App::start().await;
    let (ana, eva) = (app.customer("ana").await, app.customer("eva").await);
    let change = json!({"first_name": "Anna", "phone_number": "+43 1 234", "password": "another horse 2"});
    let changed = app.admin().await.patch(&path(&ana), change).await.ok();
    assert_eq!((&changed["full_name"], &changed["phone_number"]), (&json!("Anna Test"), &json!("+43 1 234")));
    let entry = last_entry(&app, &ana).await;
    assert_eq!(
        entry["changes"],
        json!({
            "first_name": {"from": "Ana", "to": "Anna"}, "phone_number": {"from": "", "to": "+43 1 234"},
            "password": {"from": null, "to": null},
        })
    );
    assert!(!ana.is_signed_in().await);
    let body = json!({"username": ana.username, "password": "another horse 2"});
    app.anon().post("/api/auth/login/", body).await.ok();
    let taken = json!({"email": ["A user with that email already exists."]});
    app.admin().await.patch(&path(&ana), json!({"email": eva.email})).await.is_invalid(taken);
    app.admin().await.get("/api/users/999999999/").await.is_not_found();
}

#[tokio::test]
async fn a_deactivated_customer_is_told_so_and_can_not_sign_in() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut socket = ana.connect().await;
    let user = app.admin().await.patch(&path(&ana), json!({"is_active": false})).await.ok();
    assert_eq!(user["user"]["is_active"], false);
    ana.get("/api/users/me/").await.is_error(401, "User inactive or deleted.");
    socket.closed().await;
    let login = app.anon().post("/api/auth/login/", json!({"username": ana.username, "password": PASSWORD})).await;
    login.is_invalid(json!({"non_field_errors": ["Unable to log in with provided credentials."]}));
    assert_eq!(last_entry(&app, &ana).await["changes"], json!({"is_active": {"from": true, "to": false}}));
    app.admin().await.patch(&path(&ana), json!({"is_active": true})).await.ok();
    app.login(&ana.username).await;
}

#[tokio::test]
async fn admins_do_not_lock_themselves_out() {
    let app = App::start().await;
    let admin = app.admin().await;
    let refused = json!({"is_active": ["You can't deactivate yourself."]});
    admin.patch(&path(admin), json!({"is_active": false})).await.is_invalid(refused);
    admin.get("/api/users/me/").await.ok();
}

#[tokio::test]
async fn an_agent_is_changed_with_the_agent() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let elsewhere = format!("Change this agent at /api/admin-agents/{}/.", ben.agent_id);
    let refused = json!({"non_field_errors": [elsewhere]});
    app.admin().await.patch(&path(&ben), json!({"first_name": "Benno"})).await.is_invalid(refused);
}
