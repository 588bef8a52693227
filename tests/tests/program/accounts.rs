//! The first accounts: the admin, the demo's, and those of `createsuperuser`.

use serde_json::{Value, json};
use tests::{PASSWORD, Program};

use crate::{PROGRAM, folder};

async fn login(program: &Program, name: &str, password: &str) -> Value {
    program.anon().post("/api/auth/login/", json!({"username": name, "password": password})).await.ok()
}

#[tokio::test]
async fn the_first_admin_gets_a_password_that_is_shown_once() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    let password = program.password_of("admin").to_owned();
    assert_eq!(login(&program, "admin", &password).await["user"]["is_superuser"], true);
    assert!(program.interrupt().await);
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    assert!(!program.said.join("\n").contains(&password));
    login(&program, "admin", &password).await;
}

#[tokio::test]
async fn or_the_one_that_is_set() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &[], &[("ADMIN_PASSWORD", PASSWORD)]).await;
    assert!(!program.said.join("\n").contains(PASSWORD));
    login(&program, "admin", PASSWORD).await;
}

#[tokio::test]
async fn the_demo_has_agent_one_and_a_customer() {
    let folder = folder();
    let program = Program::start(PROGRAM, folder.path(), &["--demo"], &[]).await;
    let agent = login(&program, "agent", program.password_of("agent")).await;
    assert_eq!((&agent["agent"]["id"], &agent["user"]["role"]), (&json!(1), &json!("agent")));
    let customer = login(&program, "customer", program.password_of("customer")).await;
    assert_eq!(customer["user"]["role"], "customer");
}

#[tokio::test]
async fn createsuperuser_makes_another_admin() {
    let folder = folder();
    let arguments = ["createsuperuser", "--username", "root", "--email", "root@example.com", "--password", PASSWORD];
    let made = Program::run(PROGRAM, folder.path(), &arguments, &[]).await;
    assert!(made.success && made.stdout.contains("root"), "{made:?}");
    let program = Program::start(PROGRAM, folder.path(), &[], &[]).await;
    assert_eq!(login(&program, "root", PASSWORD).await["user"]["is_superuser"], true);
    drop(program);
}

#[tokio::test]
async fn createsuperuser_is_held_to_the_rules_of_a_registration() {
    let folder = folder();
    let arguments = ["createsuperuser", "--username", "root", "--email", "nowhere", "--password", "short"];
    let refused = Program::run(PROGRAM, folder.path(), &arguments, &[]).await;
    assert!(!refused.success);
    assert_eq!(refused.stderr.lines().count(), 1, "{}", refused.stderr);
    for reason in ["Enter a valid email address.", "This password is too short."] {
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    }
}

#[tokio::test]
async fn createsuperuser_asks_for_what_is_missing_and_says_so_where_it_can_not() {
    let folder = folder();
    let arguments = ["createsuperuser", "--email", "root@example.com", "--password", PASSWORD];
    let refused = Program::run(PROGRAM, folder.path(), &arguments, &[]).await;
    assert!(!refused.success);
    assert!(refused.stderr.contains("username"), "{}", refused.stderr);
}
