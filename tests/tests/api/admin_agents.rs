//! `/api/admin-agents/…`

use serde_json::json;
use tests::{Actor, App, PASSWORD, shapes::assert_has};

const AGENTS: &str = "/api/admin-agents/";

fn path(agent: &Actor) -> String {
    format!("{AGENTS}{}/", agent.agent_id)
}

#[tokio::test]
async fn an_admin_makes_an_agent_who_can_sign_in() {
    let app = App::start().await;
    let (username, employee_id) = (app.username("ben"), app.username("E-7"));
    let agent = app.admin().await.post(AGENTS, json!({
        "username": username, "email": app.email("ben"), "password": PASSWORD, "first_name": "Ben", "last_name": "Agent",
        "employee_id": employee_id, "department": "Sales", "is_available": false, "max_concurrent_chats": 3,
    })).await.created();
    insta::assert_json_snapshot!(app.settled(&agent), @r#"
    {
      "avatar": null,
      "average_first_response_seconds": null,
      "average_resolution_seconds": null,
      "can_take_chat": false,
      "current_active_chats": 0,
      "department": "Sales",
      "employee_id": "E-7",
      "full_name": "Ben Agent",
      "id": "[id]",
      "is_available": false,
      "is_online": false,
      "max_concurrent_chats": 3,
      "rating": null,
      "total_resolved_chats": 0,
      "user": {
        "email": "ben@example.com",
        "first_name": "Ben",
        "id": "[id]",
        "last_name": "Agent",
        "username": "ben"
      }
    }
    "#);
    let ben = app.login(&username).await;
    assert_eq!(agent["id"], ben.agent_id);
    assert_eq!(app.admin().await.get(&path(&ben)).await.ok(), agent);
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let body = json!({"username": "a b", "password": "short", "max_concurrent_chats": 0, "is_available": "perhaps"});
    let answer = app.admin().await.post(AGENTS, body).await.with_status(400);
    let required = json!(["This field is required."]);
    for field in ["email", "first_name", "last_name"] {
        assert_eq!(answer[field], required, "{field}");
    }
    assert_has(&answer, &["username", "password"]);
    assert_eq!(answer["max_concurrent_chats"], json!(["Ensure this value is greater than or equal to 1."]));
    assert_eq!(answer["is_available"], json!(["Must be a valid boolean."]));
}

#[tokio::test]
async fn a_name_an_address_or_an_employee_id_is_one_agents() {
    let app = App::start().await;
    let ben = app.agent_with("ben", json!({"employee_id": app.username("E-7")})).await;
    let body = json!({
        "username": ben.username, "email": ben.email, "password": PASSWORD, "first_name": "", "last_name": "",
    });
    let answer = app.admin().await.post(AGENTS, body).await.with_status(400);
    assert_has(&answer, &["username", "email"]);
    let body = json!({
        "username": app.username("cleo"), "email": app.email("cleo"), "password": PASSWORD, "first_name": "",
        "last_name": "", "employee_id": app.username("E-7"),
    });
    let taken = ["An agent with that employee id already exists."];
    app.admin().await.post(AGENTS, body).await.is_invalid(json!({"employee_id": taken}));
}

#[tokio::test]
async fn an_admin_changes_what_is_given_by_patch_and_all_by_put() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let admin = app.admin().await;
    let agent = admin.patch(&path(&ben), json!({"department": "Sales", "max_concurrent_chats": 9})).await.ok();
    assert_eq!((&agent["department"], &agent["max_concurrent_chats"]), (&json!("Sales"), &json!(9)));
    assert_eq!(agent["full_name"], "Ben Agent");
    let required = ["This field is required."];
    let missing = json!({"email": required, "first_name": required, "last_name": required});
    admin.put(&path(&ben), json!({"department": "Help"})).await.is_invalid(missing);
    let email = app.email("benno");
    let body = json!({"email": email, "first_name": "Benno", "last_name": "Bot", "department": "Help"});
    let agent = admin.put(&path(&ben), body).await.ok();
    assert_eq!((&agent["full_name"], &agent["user"]["email"]), (&json!("Benno Bot"), &json!(email)));
    assert_eq!(ben.get("/api/users/me/").await.ok()["full_name"], "Benno Bot");
}

#[tokio::test]
async fn a_deactivated_agent_is_told_so_and_can_not_sign_in() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    let mut socket = ben.connect().await;
    app.admin().await.patch(&path(&ben), json!({"is_active": false})).await.ok();
    ben.get("/api/users/me/").await.is_error(401, "User inactive or deleted.");
    socket.closed().await;
    assert_eq!(ben.try_connect(&format!("?token={}", ben.token)).await.err(), Some(401));
    let login = app.anon().post("/api/auth/login/", json!({"username": ben.username, "password": PASSWORD})).await;
    login.is_invalid(json!({"non_field_errors": ["Unable to log in with provided credentials."]}));
    let refresh = app.anon().post("/api/token/refresh/", json!({"refresh": ben.refresh})).await;
    assert_eq!(refresh.with_status(401)["code"], "token_not_valid");
    app.admin().await.patch(&path(&ben), json!({"is_active": true})).await.ok();
    app.login(&ben.username).await;
}

#[tokio::test]
async fn a_new_password_from_an_admin_ends_the_agents_sessions() {
    let app = App::start().await;
    let ben = app.agent("ben").await;
    app.admin().await.patch(&path(&ben), json!({"password": "another horse 2"})).await.ok();
    assert!(!ben.is_signed_in().await);
    let body = json!({"username": ben.username, "password": "another horse 2"});
    app.anon().post("/api/auth/login/", body).await.ok();
}

#[tokio::test]
async fn only_an_admin_administers() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    for actor in [&ana, &ben] {
        actor.get(AGENTS).await.is_forbidden();
        actor.post(AGENTS, json!({})).await.is_forbidden();
        actor.get(&path(&ben)).await.is_forbidden();
        actor.put(&path(&ben), json!({})).await.is_forbidden();
        actor.patch(&path(&ben), json!({"max_concurrent_chats": 99})).await.is_forbidden();
        actor.delete(&path(&ben)).await.is_forbidden();
    }
    app.anon().get(AGENTS).await.is_not_authenticated();
    app.anon().delete(&path(&ben)).await.is_not_authenticated();
    assert!(ben.is_signed_in().await);
}
