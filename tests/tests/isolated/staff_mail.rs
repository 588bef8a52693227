//! Mail to agents about chats that need them, and reports; and who wants which.

use std::sync::Arc;

use local::Options;
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::config::WebSettings;
use tests::{Actor, App, Mailbox};

const SETTINGS: &str = "/api/users/me/notification-settings/";

/// A desk that sends mail, and its mail service.
async fn open() -> (App, Arc<Mailbox>) {
    let mailbox = Mailbox::open();
    let web = WebSettings { public_url: Some("https://chat.example".to_owned()), ..WebSettings::default() };
    let app = App::with(Options { web, mailer: Some(mailbox.clone()), ..Options::default() }).await;
    let mail = json!({"version": 0, "sender": "help@example.com"});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    (app, mailbox)
}

/// Asks for mail at once on these occasions.
async fn wants(agent: &Actor, occasions: &[&str]) -> Value {
    let mut settings = json!({"after_minutes": 0});
    for occasion in occasions {
        settings[occasion] = json!({"email": true});
    }
    agent.patch(SETTINGS, settings).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_wants_to_know_is_mailed_of_a_chat_that_waits() {
    let (app, mailbox) = open().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let eve = app.agent("eve").await;
    wants(&ben, &["new_chat"]).await;
    wants(&eve, &["new_message", "assigned"]).await;
    let room = ana.opens_with(json!({"subject": "Order", "initial_message": "Where’s <b>my</b> order?"})).await;
    let mail = mailbox.next().await;
    assert_eq!((&mail.to, &mail.subject), (&app.email("ben"), &"Ana Test is waiting for an agent".to_owned()));
    assert!(mail.text.contains("Where’s <b>my</b> order?"), "{}", mail.text);
    assert!(mail.html.contains("Where’s &#60;b&#62;my&#60;/b&#62; order?"), "{}", mail.html);
    assert!(mail.text.contains(&format!("https://chat.example/console/#{}", room.id)), "{}", mail.text);
    assert_eq!(mail.unsubscribe_url, None);
    let listed = app.admin().await.get("/api/mail/").await.ok();
    let kinds: Vec<&str> =
        listed["results"].as_array().into_iter().flatten().filter_map(|mail| mail["kind"].as_str()).collect();
    assert_eq!(kinds, ["digest"]);
    let id = listed["results"][0]["id"].as_str().unwrap_or_default();
    let shown = app.admin().await.get(&format!("/api/mail/{id}/")).await.ok();
    assert_eq!(shown["subject"], "Ana Test is waiting for an agent");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_mailed_of_a_chat_that_somebody_assigns_to_them_and_of_a_message_in_theirs() {
    let (app, mailbox) = open().await;
    let (ana, ben, eve) = (app.customer("ana").await, app.agent("ben").await, app.agent("eve").await);
    wants(&ben, &["assigned"]).await;
    wants(&eve, &["new_message"]).await;
    app.active_room(&ana, &ben).await;
    let assigned = mailbox.next().await;
    assert_eq!(
        (assigned.to, assigned.subject.as_str()),
        (app.email("ben"), "You’ve been assigned a chat with Ana Test")
    );

    let other = ana.opens("And this?").await;
    eve.post_empty(&other.path("take_chat/")).await.ok();
    ana.says(&other, "Still there?").await;
    let written = mailbox.next().await;
    assert_eq!((written.to, written.subject.as_str()), (app.email("eve"), "Ana Test sent you a message"));
    assert!(written.text.contains("Still there?"), "{}", written.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_to_staff_is_in_the_language_of_the_browser_that_they_set_it_in() {
    let (app, mailbox) = open().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let request = ben.request(Method::PATCH, SETTINGS).header(header::ACCEPT_LANGUAGE, "es-MX,es;q=0.9");
    ben.sends(request.json(&json!({"new_chat": {"email": true}, "after_minutes": 0}))).await.ok();
    ana.opens("¿Hola?").await;
    assert_eq!(mailbox.next().await.subject, "Ana Test espera a un agente");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_and_changes_only_the_settings_that_they_have() {
    let (app, _mailbox) = open().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let of_customer = json!({
        "new_message": {"email": true, "push": true}, "new_chat": null, "assigned": null, "daily_report": null,
        "after_minutes": null, "email": app.email("ana"), "is_email_available": true,
    });
    assert_eq!(ana.get(SETTINGS).await.ok(), of_customer);
    let of_agent = json!({
        "new_message": {"email": false, "push": true}, "new_chat": {"email": false, "push": true},
        "assigned": {"email": false, "push": true}, "daily_report": null, "after_minutes": 5,
        "email": app.email("ben"), "is_email_available": true,
    });
    assert_eq!(ben.get(SETTINGS).await.ok(), of_agent);
    let of_admin = app.admin().await.get(SETTINGS).await.ok();
    assert_eq!(of_admin["daily_report"], json!({"email": false}));

    let staff_only = "Only agents and admins can set this.";
    for (field, value) in
        [("new_chat", json!({"push": false})), ("assigned", json!({"email": false})), ("after_minutes", json!(3))]
    {
        ana.patch(SETTINGS, json!({field: value})).await.is_invalid(json!({field: [staff_only]}));
    }
    let all = json!({"new_chat": {"email": true}, "assigned": {"email": true}, "after_minutes": 3});
    let refused = json!({"new_chat": [staff_only], "assigned": [staff_only], "after_minutes": [staff_only]});
    ana.patch(SETTINGS, all).await.is_invalid(refused);
    ben.patch(SETTINGS, json!({"daily_report": {"email": true}}))
        .await
        .is_invalid(json!({"daily_report": ["Only admins can set this."]}));
    ben.patch(SETTINGS, json!({"after_minutes": 1441}))
        .await
        .is_invalid(json!({"after_minutes": ["Ensure this value is less than or equal to 1440."]}));
    ben.patch(SETTINGS, json!({"new_chat": {"email": "perhaps"}}))
        .await
        .is_invalid(json!({"new_chat.email": ["Must be a valid boolean."]}));
    let change = json!({"new_chat": {"email": true}, "assigned": {"push": false}, "after_minutes": 0});
    let changed = ben.patch(SETTINGS, change).await.ok();
    assert_eq!(
        (&changed["new_chat"], &changed["assigned"], &changed["after_minutes"]),
        (&json!({"email": true, "push": true}), &json!({"email": false, "push": false}), &json!(0))
    );
    assert_eq!(ben.get(SETTINGS).await.ok(), changed);
    assert_eq!(ana.patch(SETTINGS, json!({})).await.ok(), of_customer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_wants_no_mail_about_messages_gets_none() {
    let (app, mailbox) = open().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let mail = json!({"version": 1, "unseen_minutes": 0});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    ana.patch(SETTINGS, json!({"new_message": {"email": false}})).await.ok();
    let eve = app.customer("eve").await;
    for customer in [&ana, &eve] {
        let room = app.active_room(customer, &ben).await;
        ben.says(&room, "Hello").await;
    }
    assert_eq!(mailbox.next().await.to, app.email("eve"));
}
