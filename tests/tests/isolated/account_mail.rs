//! Mails about accounts: forgotten passwords, new e-mail addresses, and notices of changes.

use std::sync::Arc;

use local::Options;
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::{config::Limits, mail::Outgoing};
use tests::{Answer, App, Mailbox, PASSWORD};

const NEW_PASSWORD: &str = "purple monkey 2";
const RESET: &str = "/api/auth/password/reset/";
const CONFIRM_RESET: &str = "/api/auth/password/reset/confirm/";
const CONFIRM_EMAIL: &str = "/api/auth/email/confirm/";

/// A desk that sends mail, and its mail service.
async fn open() -> (App, Arc<Mailbox>) {
    open_with(Options::default()).await
}

async fn open_with(options: Options) -> (App, Arc<Mailbox>) {
    let mailbox = Mailbox::open();
    let app = App::with(Options { mailer: Some(mailbox.clone()), ..options }).await;
    let mail = json!({"version": 0, "sender": "help@example.com"});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    (app, mailbox)
}

async fn forgets(app: &App, email: &str) -> Answer {
    app.anon().post(RESET, json!({"email": email})).await
}

/// Token of the link in a mail, which leads to the system's own page.
fn token(app: &App, mail: &Outgoing, purpose: &str) -> String {
    let start = format!("{}/account/#{purpose}=", app.base_url());
    let (_, rest) = mail.text.split_once(&start).unwrap_or_else(|| panic!("{start} in {}", mail.text));
    let token = rest.split_whitespace().next().unwrap_or_default();
    assert!(mail.html.contains(&format!("href=\"{start}{token}\"")), "{}", mail.html);
    token.to_owned()
}

async fn sets_password(app: &App, token: &str, password: &str) -> Answer {
    app.anon().post(CONFIRM_RESET, json!({"token": token, "new_password": password})).await
}

async fn signs_in(app: &App, username: &str, password: &str) -> Answer {
    app.anon().post("/api/auth/login/", json!({"username": username, "password": password})).await
}

fn expired() -> Value {
    json!({"token": ["This link has expired."]})
}

#[tokio::test(flavor = "multi_thread")]
async fn who_forgot_the_password_chooses_another_by_a_mailed_link_that_works_once() {
    let (app, mailbox) = open().await;
    let (ana, other_tab) = (app.customer("ana").await, app.login(&app.username("ana")).await);
    // The mail goes to the address as it was registered, however somebody writes it.
    forgets(&app, &ana.email.to_uppercase()).await.ok();
    let mail = mailbox.next().await;
    assert_eq!((&mail.to, mail.subject.as_str()), (&ana.email, "Reset your password"));
    assert_eq!(mail.unsubscribe_url, None);
    let token = token(&app, &mail, "password");

    let weak = json!({"new_password": ["This password is too common."]});
    sets_password(&app, &token, "password").await.is_invalid(weak);
    let changed = sets_password(&app, &token, NEW_PASSWORD).await.ok();
    assert_eq!(changed["role"], "customer");
    for session in [&ana, &other_tab] {
        session.get("/api/users/me/").await.is_invalid_token();
    }
    signs_in(&app, &ana.username, PASSWORD).await.with_status(400);
    signs_in(&app, &ana.username, NEW_PASSWORD).await.ok();
    sets_password(&app, &token, "another monkey 3").await.is_invalid(expired());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_the_same_whether_or_not_anybody_has_the_address() {
    let (app, mailbox) = open().await;
    let ana = app.customer("ana").await;
    let known = forgets(&app, &ana.email).await.ok();
    let unknown = forgets(&app, "nobody@example.com").await.ok();
    assert_eq!((known, mailbox.next().await.to), (unknown, ana.email));
    let mails = app.admin().await.get("/api/mail/").await.ok();
    let recipients = mails["results"].as_array().expect("mails").iter().filter(|mail| !mail["user_id"].is_null());
    assert_eq!(recipients.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_without_mail_says_so_to_anybody() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let (known, unknown) = (forgets(&app, &ana.email).await.ok(), forgets(&app, "nobody@example.com").await.ok());
    assert_eq!((&known["success"], known.clone()), (&json!(false), unknown));
    assert_eq!(app.admin().await.get("/api/mail/").await.ok()["results"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_void_once_the_password_is_another_or_the_user_is_deactivated() {
    let (app, mailbox) = open().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    for user in [&ana, &ana, &eve] {
        forgets(&app, &user.email).await.ok();
    }
    let mut tokens = Vec::new();
    for _ in 0..3 {
        let mail = mailbox.next().await;
        tokens.push((mail.to.clone(), token(&app, &mail, "password")));
    }
    let of = |email: &str| tokens.iter().filter(|(to, _)| to == email).map(|(_, token)| token).collect::<Vec<_>>();
    let [first, second] = of(&ana.email)[..] else { panic!("{tokens:?}") };
    sets_password(&app, first, NEW_PASSWORD).await.ok();
    sets_password(&app, second, "another monkey 3").await.is_invalid(expired());

    let path = format!("/api/users/{}/", eve.user_id);
    app.admin().await.patch(&path, json!({"is_active": false})).await.ok();
    sets_password(&app, of(&eve.email)[0], NEW_PASSWORD).await.is_invalid(expired());
    for wrong in ["a", &first[..40], &format!("{first}a")] {
        sets_password(&app, wrong, NEW_PASSWORD).await.is_invalid(expired());
        app.anon().post(CONFIRM_EMAIL, json!({"token": wrong})).await.is_invalid(expired());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_anybody_can_ask_for_are_limited_by_who_asks_and_by_address() {
    let limits = Limits { requested_mails_per_email: 2, requested_mails_per_ip: 5, ..Limits::none() };
    let mut options = Options::default();
    options.desk.limits = limits;
    let (app, _) = open_with(options).await;
    for _ in 0..2 {
        forgets(&app, "ana@example.com").await.ok();
    }
    forgets(&app, "Ana@Example.com").await.with_status(429);
    for email in ["one@example.com", "two@example.com"] {
        forgets(&app, email).await.ok();
    }
    forgets(&app, "three@example.com").await.with_status(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_told_of_every_new_password_and_customers_are_not() {
    let (app, mailbox) = open().await;
    let (ben, ana) = (app.agent("ben").await, app.customer("ana").await);
    let change = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD});
    ana.post("/api/auth/password/change/", change.clone()).await.ok();
    ben.post("/api/auth/password/change/", change).await.ok();
    let told = async || {
        let mail = mailbox.next().await;
        assert_eq!((&mail.to, mail.subject.as_str()), (&ben.email, "Your password was changed"));
        assert!(mail.text.contains(&format!("{}/account/\n", app.base_url())), "{}", mail.text);
    };
    told().await;
    let path = format!("/api/admin-agents/{}/", ben.agent_id);
    app.admin().await.patch(&path, json!({"password": "another monkey 3"})).await.ok();
    told().await;
    forgets(&app, &ben.email).await.ok();
    let token = token(&app, &mailbox.next().await, "password");
    assert_eq!(sets_password(&app, &token, NEW_PASSWORD).await.ok()["role"], "agent");
    told().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_is_in_force_once_it_is_confirmed_and_the_former_one_is_told() {
    let (app, mailbox) = open().await;
    let ben = app.agent("ben").await;
    let (new, old) = (format!("new-{}", ben.email), ben.email.clone());
    let change = json!({"email": new, "current_password": PASSWORD});
    let request = ben.request(Method::PATCH, "/api/users/me/").header(header::ACCEPT_LANGUAGE, "es-MX,es;q=0.9");
    let asked = ben.sends(request.json(&change)).await.ok();
    assert_eq!((&asked["user"]["email"], &asked["unconfirmed_email"]), (&json!(old), &json!(new)));
    let mail = mailbox.next().await;
    assert_eq!((&mail.to, mail.subject.as_str()), (&new, "Confirma tu correo"));
    let token = token(&app, &mail, "email");

    // Also if the answer was lost and it is asked again.
    for _ in 0..2 {
        app.anon().post(CONFIRM_EMAIL, json!({"token": token})).await.ok();
    }
    let me = ben.get("/api/users/me/").await.ok();
    assert_eq!((&me["user"]["email"], &me["unconfirmed_email"]), (&json!(new), &Value::Null));
    let agent = ben.get(&format!("/api/agents/{}/", ben.agent_id)).await.ok();
    assert_eq!(agent["user"]["email"], new);
    let notice = mailbox.next().await;
    assert_eq!((notice.to, notice.subject.as_str()), (old.clone(), "Tu correo ha cambiado"));
    signs_in(&app, &new, PASSWORD).await.ok();
    signs_in(&app, &old, PASSWORD).await.with_status(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_only_looks_like_the_own_one_is_another() {
    let (app, mailbox) = open().await;
    let ana = app.customer("ana").await;
    let lookalike = ana.email.replace('e', "ｅ");
    let change = json!({"email": lookalike});
    let required = json!({"current_password": ["This field is required."]});
    ana.patch("/api/users/me/", change).await.is_invalid(required);
    let change = json!({"email": lookalike, "current_password": PASSWORD});
    assert_eq!(ana.patch("/api/users/me/", change).await.ok()["user"]["email"], ana.email);
    assert_eq!(mailbox.next().await.to, lookalike);
    forgets(&app, &lookalike).await.ok();
    assert_eq!(mailbox.next().await.to, ana.email);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_address_that_was_asked_for_last_can_be_confirmed_and_none_that_is_taken() {
    let (app, mailbox) = open().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let asks = async |email: &str| {
        let change = json!({"email": email, "current_password": PASSWORD});
        ana.patch("/api/users/me/", change).await.ok();
        token(&app, &mailbox.next().await, "email")
    };
    let (mistyped, meant) = (asks("typo@example.com").await, asks("ana-new@example.com").await);
    app.anon().post(CONFIRM_EMAIL, json!({"token": mistyped})).await.is_invalid(expired());

    let change = json!({"email": "ana-new@example.com"});
    app.admin().await.patch(&format!("/api/users/{}/", eve.user_id), change).await.ok();
    let taken = json!({"email": ["A user with that email already exists."]});
    app.anon().post(CONFIRM_EMAIL, json!({"token": meant})).await.is_invalid(taken);
    // The former address of who got it is told, by an admin's change too.
    assert_eq!(mailbox.next().await.to, eve.email);
    // Whoever changes their mind keeps the address that they have.
    ana.patch("/api/users/me/", json!({"email": ana.email})).await.ok();
    app.anon().post(CONFIRM_EMAIL, json!({"token": meant})).await.is_invalid(expired());
}
