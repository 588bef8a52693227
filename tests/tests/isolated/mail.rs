//! Mail to visitors who left, and the links in it.

use std::sync::Arc;

use local::Options;
use serde_json::{Value, json};
use shared::{
    config::{AllowedOrigins, WebSettings},
    mail::{MailError, Outgoing},
};
use tests::{Actor, App, DEADLINE, Mailbox};
use tokio::time::timeout;

const PAGE: &str = "https://shop.example/cart?id=7";

/// A desk that mails unseen messages at once, and its mail service.
async fn open() -> (App, Arc<Mailbox>) {
    let mailbox = Mailbox::open();
    let allowed_origins = AllowedOrigins::Only(vec!["https://shop.example".to_owned()]);
    let public_url = Some("https://chat.example".to_owned());
    let web = WebSettings { allowed_origins, public_url, ..WebSettings::default() };
    let app = App::with(Options { web, mailer: Some(mailbox.clone()), ..Options::default() }).await;
    let mail = json!({"version": 0, "sender": "help@example.com", "unseen_minutes": 0, "interval_minutes": 0});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    (app, mailbox)
}

/// A visitor's room, which an agent has taken.
struct Chat {
    visitor: Actor,
    visitor_id: Value,
    room_id: String,
    agent: Actor,
}

impl Chat {
    async fn begin(app: &App, page: &str, language: &str) -> Self {
        let first = json!({"initial_message": "Hello?", "page": page, "language": language});
        let started = app.anon().post("/api/chat/start_chat/", first).await.ok();
        let profile = json!({"session_id": started["session_id"], "full_name": "Vera", "email": "vera@example.com"});
        let chat = app.anon().post("/api/chat/complete_chat/", profile).await.created();
        let visitor = app.anon().with_token(chat["token"].as_str().unwrap_or_default());
        let room_id = chat["chat_room_id"].as_str().unwrap_or_default().to_owned();
        let agent = app.agent("ben").await;
        agent.post_empty(&format!("/api/chat-rooms/{room_id}/take_chat/")).await.ok();
        Self { visitor, visitor_id: chat["user_data"]["user_id"].clone(), room_id, agent }
    }

    async fn agent_says(&self, content: &str) {
        self.agent.post("/api/messages/", json!({"chat_room_id": self.room_id, "content": content})).await.created();
    }
}

/// Token of a link in a mail.
fn token(mail: &Outgoing, purpose: &str) -> String {
    let (_, rest) = mail.text.split_once(&format!("{PAGE}#tribeclub-{purpose}=")).expect("a link");
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The newest mail, as admins see it, once it is no longer being attempted for the first time.
async fn settled(app: &App, is_settled: impl Fn(&Value) -> bool) -> Value {
    let found = async {
        loop {
            let mails = app.admin().await.get("/api/mail/").await.ok();
            if let Some(mail) = mails["results"].as_array().into_iter().flatten().find(|mail| is_settled(mail)) {
                return mail.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, found).await.expect("such a mail")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_left_gets_the_answer_by_mail_and_goes_on_by_its_link_in_another_browser() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, &format!("{PAGE}#top"), "es-MX").await;
    chat.agent_says("On its <b>way</b>!").await;
    let mail = mailbox.next().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("vera@example.com", "Mensaje nuevo en tu chat"));
    assert_eq!(mail.from, (String::new(), "help@example.com".to_owned()));
    assert!(mail.text.contains("On its <b>way</b>!") && mail.html.contains("On its &#60;b&#62;way&#60;/b&#62;!"));
    let token = token(&mail, "chat");
    assert!(mail.html.contains(&format!("{PAGE}#tribeclub-chat={token}")));

    let resumed = app.anon().post("/api/chat/resume/", json!({"token": token})).await.ok();
    assert_eq!(resumed["chat_room_id"], chat.room_id);
    let phone = app.anon().with_token(resumed["token"].as_str().unwrap_or_default());
    let status = phone.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", chat.room_id)).await.ok();
    let latest = status["message_history"].as_array().and_then(|messages| messages.last()).expect("messages");
    assert_eq!(latest["content"], "On its <b>way</b>!");
    phone.post("/api/chat/send_message/", json!({"chat_room_id": chat.room_id, "content": "Thanks"})).await.created();
    // The first browser goes on as well.
    chat.visitor.get(&format!("/api/chat-rooms/{}/", chat.room_id)).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_by_a_link_that_was_not_mailed_or_whose_visitor_is_deactivated() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    chat.agent_says("On its way").await;
    let mail = mailbox.next().await;
    let (token, opt_out) = (token(&mail, "chat"), token(&mail, "no-mail"));
    let expired = json!({"token": ["This link has expired."]});
    let guessed = format!("{}{}", &token[..32], "a".repeat(32));
    for wrong in ["a", "€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€€", &token[..40], &guessed, &format!("{token}a"), &opt_out]
    {
        app.anon().post("/api/chat/resume/", json!({"token": wrong})).await.is_invalid(expired.clone());
    }
    let path = format!("/api/users/{}/", chat.visitor_id);
    app.admin().await.patch(&path, json!({"is_active": false})).await.ok();
    app.anon().post("/api/chat/resume/", json!({"token": token})).await.is_invalid(expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_visitor_does_not_come_back_by_a_mailed_link() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    chat.agent_says("On its way").await;
    let token = json!({"token": token(&mailbox.next().await, "chat")});
    let block = chat.agent.post("/api/blocks/", json!({"user_id": chat.visitor_id})).await.created();
    let resume = async || app.anon().post("/api/chat/resume/", token.clone()).await;
    resume().await.is_error(403, "You can't chat here any more.");
    let path = format!("/api/blocks/{}/", block["id"].as_str().unwrap_or_default());
    assert_eq!(chat.agent.delete(&path).await.status, 204);
    resume().await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_more_mail_about_a_chat_gets_none() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    chat.agent_says("one").await;
    let mail = mailbox.next().await;
    settled(&app, |mail| mail["status"] == "sent").await;
    let url = mail.unsubscribe_url.clone().unwrap_or_default();
    let path = url.strip_prefix("https://chat.example").expect("the system's own address");
    assert_eq!(path, format!("/api/chat/unsubscribe/{}/", token(&mail, "no-mail")));
    // As mail programs do it (RFC 8058).
    app.anon().post_form(path, &[("List-Unsubscribe", "One-Click")]).await.ok();
    chat.agent_says("two").await;
    let dropped = settled(&app, |mail| mail["status"] == "unneeded").await;
    assert_eq!(dropped["chat_room_id"], chat.room_id);
    app.anon().post_empty("/api/chat/unsubscribe/nothing/").await.is_not_found();
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_read_what_a_mail_says_but_not_the_link_that_opens_the_chat() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    chat.agent_says("On its way").await;
    mailbox.next().await;
    let sent = settled(&app, |mail| mail["status"] == "sent").await;
    assert_eq!((&sent["recipient"], &sent["attempts"][0]["error"]), (&json!("vera@example.com"), &Value::Null));
    let mail = app.admin().await.get(&format!("/api/mail/{}/", sent["id"].as_str().unwrap_or_default())).await.ok();
    assert_eq!(mail["subject"], "New message in your chat");
    let text = mail["text"].as_str().unwrap_or_default();
    assert!(text.contains("On its way") && text.contains(PAGE) && !text.contains('#'), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_alone_see_the_page_that_a_chat_began_on() {
    for (page, seen) in [(PAGE, json!(PAGE)), ("https://evil.example/", Value::Null)] {
        let (app, _) = open().await;
        let chat = Chat::begin(&app, page, "en").await;
        let path = format!("/api/chat-rooms/{}/", chat.room_id);
        assert_eq!(chat.agent.get(&path).await.ok()["page_url"], seen);
        assert_eq!(chat.visitor.get(&path).await.ok()["page_url"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_place_of_a_page_elsewhere_a_mail_links_to_the_page_for_chats() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, "https://evil.example/", "en").await;
    chat.agent_says("On its way").await;
    let mail = mailbox.next().await;
    let links: Vec<_> = mail.text.split_whitespace().filter(|word| word.contains("://")).collect();
    let [go_on, opt_out] = links[..] else { panic!("{links:?}") };
    let token = go_on.strip_prefix("https://chat.example/chat/#tribeclub-chat=").expect("the page for chats");
    app.anon().post("/api/chat/resume/", json!({"token": token})).await.ok();
    assert!(opt_out.starts_with("https://chat.example/chat/#tribeclub-no-mail="), "{opt_out}");
    assert!(!mail.html.contains("evil.example"), "{}", mail.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_not_taken_for_now_is_tried_again_and_a_refused_one_is_not() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    mailbox.answers(Err(MailError::Unavailable("Too busy.".to_owned())));
    chat.agent_says("one").await;
    let first = mailbox.next().await;
    let waiting = settled(&app, |mail| mail["attempts"] != json!([])).await;
    assert_eq!((&waiting["status"], &waiting["attempts"][0]["error"]), (&json!("pending"), &json!("Too busy.")));
    mailbox.answers(Err(MailError::Refused("No such address.".to_owned())));
    let second = mailbox.next().await;
    assert_eq!(second.message_id, first.message_id);
    let failed = settled(&app, |mail| mail["status"] == "failed").await;
    assert_eq!(
        (&failed["attempts"][1]["error"], &failed["next_attempt_at"]),
        (&json!("No such address."), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_goes_once_to_the_address_given_or_to_the_own_one() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "es").await;
    let path = format!("/api/chat-rooms/{}/transcript/email/", chat.room_id);
    let unanswered = json!({"non_field_errors": ["You can email the transcript once an agent has answered."]});
    chat.visitor.post(&path, json!({})).await.is_invalid(unanswered);
    chat.agent_says("On its way").await;
    mailbox.next().await;
    for _ in 0..2 {
        assert_eq!(chat.visitor.post(&path, json!({})).await.ok()["success"], true);
    }
    let own = mailbox.next().await;
    assert_eq!((own.to.as_str(), own.subject.as_str()), ("vera@example.com", "Copia de tu chat"));
    assert!(own.text.contains("Hello?") && own.text.contains("Vera, 2"), "{}", own.text);
    chat.agent.post(&path, json!({"email": "office@example.com"})).await.ok();
    assert_eq!(mailbox.next().await.to, "office@example.com");
    chat.visitor.post(&path, json!({"email": "vera"})).await.with_status(400);
    app.customer("eve").await.post(&path, json!({"email": "eve@example.com"})).await.is_not_found();

    let mails = app.admin().await.get("/api/mail/").await.ok();
    let mails = mails["results"].as_array().expect("mails");
    let transcripts = mails.iter().filter(|mail| mail["kind"] == "transcript" && mail["chat_room_id"] == chat.room_id);
    assert_eq!(transcripts.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_transcript_is_mailed_when_a_chat_ends_if_the_desk_wants_that() {
    let (app, mailbox) = open().await;
    let chat = Chat::begin(&app, PAGE, "en").await;
    let changes = async |change: &str| {
        chat.agent.post_empty(&format!("/api/chat-rooms/{}/{change}/", chat.room_id)).await.ok();
    };
    changes("resolve").await;
    changes("reopen").await;
    chat.agent_says("On its way").await;
    mailbox.next().await;
    let mail = json!({"version": 1, "transcript_at_end": true});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    for change in ["resolve", "close"] {
        changes(change).await;
    }
    let sent = mailbox.next().await;
    assert_eq!((sent.to.as_str(), sent.subject.as_str()), ("vera@example.com", "Your chat transcript"));
    settled(&app, |mail| mail["kind"] == "transcript" && mail["status"] == "sent").await;
    let mails = app.admin().await.get("/api/mail/").await.ok();
    let transcripts = mails["results"].as_array().expect("mails").iter().filter(|mail| mail["kind"] == "transcript");
    assert_eq!(transcripts.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_in_the_settings_of_mail_is_named() {
    let app = App::own().await;
    let mail = json!({"version": 0, "sender": "help", "unseen_minutes": 1_441, "interval_minutes": -1});
    let answer = app.admin().await.patch("/api/settings/", json!({"mail": mail})).await;
    let faults = answer.with_status(400);
    for field in ["mail.sender", "mail.unseen_minutes", "mail.interval_minutes"] {
        assert!(faults[field].is_array(), "{faults}");
    }
}
