//! `POST /api/auth/register/`

use serde_json::json;
use tests::{App, PASSWORD};

const REGISTER: &str = "/api/auth/register/";

#[tokio::test]
async fn a_stranger_becomes_a_customer_who_is_signed_in() {
    let app = App::start().await;
    let answer = app.register("ana", json!({"phone_number": "+43 1 234"})).await.created();
    insta::assert_json_snapshot!(app.settled(&answer), @r#"
    {
      "chat_user": {
        "avatar": null,
        "created_at": "[time]",
        "external_id": null,
        "full_name": "Ana Test",
        "id": "[id]",
        "is_online": false,
        "is_temporary": false,
        "is_verified": false,
        "last_seen": null,
        "phone_number": "+43 1 234",
        "unconfirmed_email": null,
        "user": {
          "date_joined": "[time]",
          "email": "ana@example.com",
          "first_name": "Ana",
          "id": "[id]",
          "is_active": true,
          "is_superuser": false,
          "last_name": "Test",
          "role": "customer",
          "username": "ana"
        }
      },
      "refresh": "[token]",
      "token": "[token]",
      "user": {
        "date_joined": "[time]",
        "email": "ana@example.com",
        "first_name": "Ana",
        "id": "[id]",
        "is_active": true,
        "is_superuser": false,
        "last_name": "Test",
        "role": "customer",
        "username": "ana"
      }
    }
    "#);
    let ana = app.anon().signed_in(answer);
    assert!(ana.is_signed_in().await);
}

#[tokio::test]
async fn a_password_is_never_answered() {
    let app = App::start().await;
    let text = app.register("ana", json!({})).await.created().to_string();
    assert!(!text.contains(PASSWORD) && !text.contains("argon2"), "{text}");
}

#[tokio::test]
async fn nobody_makes_themselves_an_admin() {
    let app = App::start().await;
    let power = json!({"is_superuser": true, "is_staff": true, "role": "admin", "agent_id": 1, "id": 1});
    let answer = app.register("eve", power).await.created();
    assert_eq!(answer["user"]["is_superuser"], false);
    let eve = app.anon().signed_in(answer);
    eve.get("/api/admin-agents/").await.is_forbidden();
}

#[tokio::test]
async fn all_missing_fields_are_named_at_once() {
    let app = App::start().await;
    let required = ["This field is required."];
    app.anon().post(REGISTER, json!({})).await.is_invalid(json!({
        "username": required, "email": required, "password": required, "password_confirm": required,
    }));
}

#[tokio::test]
async fn all_failing_fields_are_named_at_once() {
    let app = App::start().await;
    let body = json!({
        "username": "", "email": "nowhere", "first_name": null, "last_name": "x".repeat(151), "password": "short",
        "password_confirm": PASSWORD, "phone_number": "call me",
    });
    let answer = app.anon().post(REGISTER, body).await.with_status(400);
    assert_eq!(answer["username"], json!(["This field may not be blank."]));
    assert_eq!(answer["email"], json!(["Enter a valid email address."]));
    assert_eq!(answer["first_name"], json!(["This field may not be null."]));
    assert_eq!(answer["last_name"], json!(["Ensure this field has no more than 150 characters."]));
    let short = "This password is too short. It must contain at least 8 characters.";
    assert_eq!(answer["password"], json!([short]));
    assert_eq!(answer["phone_number"], json!(["Enter a valid phone number."]));
}

#[tokio::test]
async fn a_form_is_as_good_as_json() {
    let app = App::start().await;
    let anon = app.anon();
    let wrong = anon.post_form(REGISTER, &[("username", "ana"), ("email", "nowhere")]).await.with_status(400);
    assert_eq!(wrong["email"], json!(["Enter a valid email address."]));
    assert_eq!(wrong["password"], json!(["This field is required."]));
    let form = [
        ("username", &*app.username("ana")),
        ("email", &app.email("ana")),
        ("first_name", "Ana"),
        ("last_name", "O'Hara & Söhne"),
        ("password", PASSWORD),
        ("password_confirm", PASSWORD),
    ];
    let answer = anon.post_form("/api/auth/register", &form).await.created();
    assert_eq!(answer["user"]["last_name"], "O'Hara & Söhne");
}

#[tokio::test]
async fn the_two_passwords_must_be_one() {
    let app = App::start().await;
    let answer = app.register("ana", json!({"password_confirm": "another one"})).await.with_status(400);
    assert_eq!(answer["password_confirm"], json!(["Passwords do not match."]));
}

#[tokio::test]
async fn a_password_is_not_the_username() {
    let app = App::start().await;
    let name = app.username("Margarete");
    let same = json!({"password": name, "password_confirm": name});
    let answer = app.register("margarete", same).await.with_status(400);
    assert_eq!(answer["password"], json!(["The password is too similar to the username."]));
}

#[tokio::test]
async fn a_name_or_address_that_somebody_has_is_refused_on_its_field() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let name = ["A user with that username already exists."];
    let email = ["A user with that email already exists."];
    app.register("ana", json!({})).await.is_invalid(json!({"username": name, "email": email}));
    app.register("ana", json!({"email": app.email("other")})).await.is_invalid(json!({"username": name}));
    app.register("other", json!({"email": ana.email.to_uppercase()})).await.is_invalid(json!({"email": email}));
}

#[tokio::test]
async fn a_refused_registration_leaves_its_address_free() {
    let app = App::start().await;
    app.customer("ana").await;
    app.register("ana", json!({"email": app.email("free")})).await.with_status(400);
    app.register("bea", json!({"email": app.email("free")})).await.created();
}

#[tokio::test]
async fn a_username_has_no_spaces_and_an_end() {
    let app = App::start().await;
    let spaces = app.register("ana", json!({"username": "ana banana"})).await.with_status(400);
    let text = "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
    assert_eq!(spaces["username"], json!([text]));
    let long = app.register("ana", json!({"username": "x".repeat(151)})).await.with_status(400);
    assert_eq!(long["username"], json!(["Ensure this field has no more than 150 characters."]));
}

#[tokio::test]
async fn an_address_is_an_address_and_nothing_more() {
    let app = App::start().await;
    for address in ["Ana <ana@example.com>", "ana@localhost", "ana@[127.0.0.1]", "ana", "@example.com"] {
        let refusal = json!({"email": ["Enter a valid email address."]});
        app.register("ana", json!({"email": address})).await.is_invalid(refusal);
    }
}
