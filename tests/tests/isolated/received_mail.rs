//! Answers by mail: they become messages, once; what no person wrote, or another one, becomes none.

use std::sync::Arc;

use local::{IncomingMailOptions, Options};
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::{
    config::{DeskSettings, SecretKey, WebSettings},
    mail::Outgoing,
};
use tests::{Actor, App, Mailbox, Room, Smtp};

const DOMAIN: &str = "reply.example.com";
const SECRET: &str = "nobody else knows that we post mails by this";

/// A desk that mails at once and receives answers, and its mail service.
struct Desk {
    app: App,
    mailbox: Arc<Mailbox>,
    port: u16,
}

impl Desk {
    async fn open(closed_reply: &str) -> Self {
        let mailbox = Mailbox::open();
        let desk = DeskSettings { reply_domain: Some(DOMAIN.to_owned()), ..DeskSettings::default() };
        let web = WebSettings { public_url: Some("https://chat.example".to_owned()), ..WebSettings::default() };
        let secret = SecretKey::new(SECRET.to_owned()).ok();
        let incoming_mail = IncomingMailOptions { smtp_port: Some(0), secret };
        let mailer: Option<Arc<dyn shared::mail::Mailer>> = Some(mailbox.clone());
        let app = App::with(Options { web, desk, mailer, incoming_mail, ..Options::default() }).await;
        let sender = "help@example.com";
        let mail = json!({
            "version": 0, "sender": sender, "unseen_minutes": 0, "interval_minutes": 0, "closed_reply": closed_reply,
        });
        app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
        let port = app.smtp_port().expect("a listener");
        Self { app, mailbox, port }
    }

    /// A visitor's chat, in which the agent has written, and the visitor's mail about it.
    async fn mailed_chat(&self) -> (Chat, Outgoing) {
        let chat = Chat::begin(&self.app).await;
        chat.agent_says("Which colour?").await;
        let mail = self.mailbox.next().await;
        (chat, mail)
    }

    /// A chat that waits, and an agent's mail about it.
    async fn waiting_chat(&self) -> Waiting {
        let (ana, ben) = (self.app.customer("ana").await, self.app.agent("ben").await);
        let settings = json!({"after_minutes": 0, "new_chat": {"email": true}});
        ben.patch("/api/users/me/notification-settings/", settings).await.ok();
        let room = ana.opens("Where is my order?").await;
        Waiting { ana, ben, room, mail: self.mailbox.next().await }
    }

    async fn receives(&self, to: &str, mail: &str) -> u16 {
        Smtp::connect(self.port).await.sends(to, mail).await
    }

    /// Sender, subject and outcome of all answers, the newest first.
    async fn received(&self) -> Vec<Value> {
        let list = self.app.admin().await.get("/api/mail/received/").await.ok();
        let list = list["results"].as_array().cloned().unwrap_or_default();
        list.into_iter().map(|mail| json!([mail["sender"], mail["subject"], mail["outcome"]])).collect()
    }

    /// Numbers of today's mails by outcome.
    async fn counts(&self) -> Value {
        let counts = self.app.admin().await.get("/api/mail/received/counts/").await.ok();
        let counts = counts.as_array().cloned().unwrap_or_default().into_iter();
        counts.map(|count| (count["outcome"].as_str().unwrap_or_default().to_owned(), count["count"].clone())).collect()
    }
}

/// A customer's chat that waits, and the mail about it to an agent.
struct Waiting {
    ana: Actor,
    ben: Actor,
    room: Room,
    mail: Outgoing,
}

/// A visitor's chat, which an agent has taken.
struct Chat {
    room_id: String,
    agent: Actor,
}

impl Chat {
    async fn begin(app: &App) -> Self {
        let first = json!({"initial_message": "Hello?", "page": "https://shop.example/", "language": "en"});
        let started = app.anon().post("/api/chat/start_chat/", first).await.ok();
        let profile = json!({"session_id": started["session_id"], "full_name": "Vera", "email": "vera@example.com"});
        let chat = app.anon().post("/api/chat/complete_chat/", profile).await.created();
        let room_id = chat["chat_room_id"].as_str().unwrap_or_default().to_owned();
        let agent = app.agent("ben").await;
        agent.post_empty(&format!("/api/chat-rooms/{room_id}/take_chat/")).await.ok();
        Self { room_id, agent }
    }

    async fn agent_says(&self, content: &str) {
        self.agent.post("/api/messages/", json!({"chat_room_id": self.room_id, "content": content})).await.created();
    }

    async fn ends(&self) {
        self.agent.post_empty(&format!("/api/chat-rooms/{}/close/", self.room_id)).await.ok();
    }

    async fn room(&self) -> Value {
        self.agent.get(&format!("/api/chat-rooms/{}/", self.room_id)).await.ok()
    }
}

/// Senders and contents of a room's messages, the oldest first.
async fn said(agent: &Actor, room_id: &str) -> Vec<Value> {
    let messages = agent.get(&format!("/api/chat-rooms/{room_id}/messages/")).await.ok();
    let messages = messages["results"].as_array().or(messages.as_array()).cloned().unwrap_or_default();
    messages.into_iter().map(|message| json!([message["sender_info"]["name"], message["content"]])).collect()
}

/// An answer to a mail, as a mail program sends it.
fn answer(mail: &Outgoing, headers: &str, text: &str) -> String {
    let (to, subject) = (mail.reply_to.clone().unwrap_or_default(), &mail.subject);
    let head = format!("From: Somebody <{}>\nTo: <{to}>\nSubject: Re: {subject}\n{headers}", mail.to);
    format!("{head}\n{text}\n\nOn Monday, Acme <{to}> wrote:\n\n> Which colour?\n")
}

fn address(mail: &Outgoing) -> String {
    mail.reply_to.clone().expect("an address to answer to")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_becomes_the_visitors_message_once_however_often_it_arrives() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    assert!(mail.text.contains("You can also just reply to this email."), "{}", mail.text);
    let answer =
        answer(&mail, "Message-ID: <1@mail.example>\nAuthentication-Results: mx; dmarc=pass\n", ".Red, please.");
    let to = address(&mail).to_ascii_uppercase();
    for codes in [[250; 4], [250; 4]] {
        let sent = [(); 4].map(|()| desk.receives(&to, &answer));
        let received = futures_util::future::join_all(sent).await;
        // Who is told to try again does: all are equal.
        assert!(received.iter().zip(codes).all(|(&code, taken)| code == taken || code == 451), "{received:?}");
    }
    assert_eq!(said(&chat.agent, &chat.room_id).await.last(), Some(&json!(["Vera", ".Red, please."])));
    let contents = said(&chat.agent, &chat.room_id).await;
    assert_eq!(contents.iter().filter(|message| message[1] == ".Red, please.").count(), 1, "{contents:?}");
    assert_eq!(desk.received().await, [json!(["vera@example.com", "New message in your chat", "accepted"])]);
    assert_eq!(desk.counts().await, json!({"accepted": 1}));
    // The conversation goes on.
    chat.agent_says("Thanks!").await;
    assert!(desk.mailbox.next().await.text.contains("Thanks!"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_person_wrote_or_another_one_becomes_no_message_and_is_counted() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    let before = said(&chat.agent, &chat.room_id).await;
    let other = Outgoing { to: "mallory@example.com".to_owned(), ..mail.clone() };
    let answers = [
        answer(&mail, "Message-ID: <1@m>\nAuto-Submitted: auto-replied\n", "I am on holiday."),
        answer(&mail, "Message-ID: <2@m>\nAuthentication-Results: mx; spf=none; dmarc=fail\n", "Green"),
        answer(&other, "Message-ID: <3@m>\n", "Blue"),
        // Nothing but what it quotes, which has links that are its reader's alone.
        answer(&mail, "Message-ID: <4@m>\n", ""),
    ];
    for answer in answers {
        assert_eq!(desk.receives(&address(&mail), &answer).await, 250, "{answer}");
    }
    let (id, secret) = (&address(&mail)[..32], &address(&mail)[32..]);
    let guessed = [format!("{id}{}", "a".repeat(26)), "help".to_owned(), format!("{}{secret}", "0".repeat(32))];
    for token in guessed {
        let to = format!("{}@{DOMAIN}", token.trim_end_matches(&format!("@{DOMAIN}")));
        let guess = Outgoing { reply_to: Some(to.clone()), ..mail.clone() };
        assert_eq!(desk.receives(&to, &answer(&guess, "", "Let me in")).await, 250);
    }
    assert_eq!(said(&chat.agent, &chat.room_id).await, before);
    let outcomes: Vec<Value> = desk.received().await.into_iter().map(|mail| mail[2].clone()).collect();
    assert_eq!(outcomes, ["empty", "other_sender", "unverified", "automatic"]);
    let counts = json!({"automatic": 1, "unverified": 1, "other_sender": 1, "empty": 1, "unknown_address": 3});
    assert_eq!(desk.counts().await, counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_along_and_what_is_not_allowed_is_named() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    let body = "--b\nContent-Type: text/plain\n\nSee below\n--b\nContent-Type: text/plain\n\
        Content-Disposition: attachment; filename=\"../order.txt\"\n\none red\n--b\nContent-Type: application/x-msdownload\n\
        Content-Disposition: attachment; filename=\"tool.exe\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA\n--b--";
    let head = format!("From: <vera@example.com>\nTo: <{}>\nMessage-ID: <1@m>\n", address(&mail));
    let answer = format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{body}\n");
    assert_eq!(desk.receives(&address(&mail), &answer).await, 250);
    let messages = chat.agent.get(&format!("/api/chat-rooms/{}/messages/", chat.room_id)).await.ok();
    let messages = messages["results"].as_array().or(messages.as_array()).cloned().unwrap_or_default();
    let [.., text, file] = messages.as_slice() else { panic!("{messages:?}") };
    let content = text["content"].as_str().unwrap_or_default();
    assert!(
        content.starts_with("See below\n\n[tool.exe: Files of type") && content.contains("not allowed"),
        "{content}"
    );
    assert_eq!((&file["content"], &file["attachment_info"]["name"]), (&json!(""), &json!("order.txt")));
    assert_eq!(desk.counts().await, json!({"accepted": 1}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_closed_chat_begins_a_new_one_or_reopens_it_as_the_desk_wants() {
    for (setting, begins) in [("new_chat", true), ("reopen", false)] {
        let desk = Desk::open(setting).await;
        let (chat, mail) = desk.mailed_chat().await;
        chat.ends().await;
        let answer = answer(&mail, "Message-ID: <1@m>\n", "One more thing");
        for _ in 0..2 {
            assert_eq!(desk.receives(&address(&mail), &answer).await, 250);
        }
        let rooms = desk.app.admin().await.get("/api/chat-rooms/").await.ok();
        let rooms = rooms["results"].as_array().or(rooms.as_array()).cloned().unwrap_or_default();
        assert_eq!((rooms.len(), &chat.room().await["status"] == "closed"), (if begins { 2 } else { 1 }, begins));
        let latest = rooms.iter().find(|room| room["status"] != "closed").expect("an open room");
        let id = latest["id"].as_str().unwrap_or_default();
        let said = said(&chat.agent, id).await;
        assert_eq!(said.iter().filter(|message| message[1] == "One more thing").count(), 1, "{said:?}");
        assert_eq!(
            (latest["id"] != chat.room_id.as_str(), latest["chat_user_info"]["full_name"] == "Vera"),
            (begins, true),
            "{latest}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_answers_a_waiting_chat_by_mail() {
    let desk = Desk::open("new_chat").await;
    let Waiting { ana, ben, room, mail } = desk.waiting_chat().await;
    assert_eq!(desk.receives(&address(&mail), &answer(&mail, "Message-ID: <1@m>\n", "On its way!")).await, 250);
    let now = ana.get(&room.path("")).await.ok();
    assert_eq!((&now["status"], &now["agent_name"] == ""), (&json!("active"), false), "{now}");
    assert_eq!(said(&ben, &room.id).await.last().map(|message| message[1].clone()), Some(json!("On its way!")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_agent_any_more_answers_no_chat() {
    let desk = Desk::open("new_chat").await;
    let Waiting { ana, ben, room, mail } = desk.waiting_chat().await;
    desk.app.admin().await.delete(&format!("/api/admin-agents/{}/", ben.agent_id)).await;
    ana.post_empty(&room.path("close/")).await.ok();
    assert_eq!(desk.receives(&address(&mail), &answer(&mail, "Message-ID: <1@m>\n", "On its way!")).await, 250);
    assert_eq!(desk.counts().await, json!({"not_allowed": 1}));
    let rooms = desk.app.admin().await.get("/api/chat-rooms/").await.ok();
    assert_eq!(rooms["results"].as_array().map(Vec::len), Some(1), "{rooms}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_somebody_who_is_blocked_becomes_no_message() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    chat.agent.post("/api/blocks/", json!({"email": "Vera@example.com"})).await.created();
    assert_eq!(desk.receives(&address(&mail), &answer(&mail, "Message-ID: <1@m>\n", "Blue!")).await, 250);
    assert_eq!(desk.counts().await, json!({"not_allowed": 1}));
    assert!(!said(&chat.agent, &chat.room_id).await.iter().any(|message| message[1] == "Blue!"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_mails_harm_nobody() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    let to = address(&mail);
    let head = format!("From: <vera@example.com>\nTo: <{to}>\nMessage-ID: <1@m>\n");
    let nested = "Content-Type: message/rfc822\n\n".repeat(50_000);
    let containers = "Content-Type: multipart/mixed; boundary=never\n\n--never\n".repeat(5_000);
    let parts = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(20_000));
    for body in [nested, containers, parts] {
        assert_eq!(desk.receives(&to, &format!("{head}{body}")).await, 250);
    }
    let counts = desk.counts().await;
    assert_eq!(counts["unreadable"], 2, "{counts}");
    let long = answer(&mail, "Message-ID: <2@m>\n", &"word and ".repeat(40_000));
    assert_eq!(desk.receives(&to, &long).await, 250);
    let said = said(&chat.agent, &chat.room_id).await;
    let last = said.last().and_then(|message| message[1].as_str()).unwrap_or_default().to_owned();
    assert!(last.ends_with("[The rest of this email is left out, since it’s too long.]"), "{last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_posted_by_whoever_holds_the_secret() {
    let desk = Desk::open("new_chat").await;
    let (chat, mail) = desk.mailed_chat().await;
    let answer = answer(&mail, "Message-ID: <1@m>\n", "Red").replace('\n', "\r\n");
    for (secret, code) in [("", 401), ("nobody else knows that we post mails by thiS", 401), (SECRET, 204)] {
        let request = desk.app.anon().request(Method::POST, "/incoming-mail");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
        let response = request.body(answer.clone()).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), code, "{secret}");
    }
    assert_eq!(said(&chat.agent, &chat.room_id).await.last(), Some(&json!(["Vera", "Red"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_listener_takes_mail_for_its_own_domain_only_and_in_order() {
    let desk = Desk::open("new_chat").await;
    let mut smtp = Smtp::connect(desk.port).await;
    for (line, code) in [
        ("DATA", 503),
        ("RCPT TO:<a@reply.example.com>", 503),
        ("MAIL FROM:<a@example.com> SIZE=99999999", 552),
        ("MAIL FROM:<>", 250),
        ("RCPT TO:<a@elsewhere.example>", 550),
        ("DATA", 503),
        ("RCPT TO:<a@Reply.Example.com>", 250),
        ("NOOP", 250),
        ("STARTTLS", 502),
        ("WHO", 500),
        ("RSET", 250),
        ("DATA", 503),
        ("QUIT", 221),
    ] {
        assert_eq!(smtp.says(line).await, code, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_tell_of_several_chats_or_of_an_account_have_no_address_to_answer_to() {
    let desk = Desk::open("new_chat").await;
    desk.app.customer("ana").await;
    desk.app.anon().post("/api/auth/password/reset/", json!({"email": desk.app.email("ana")})).await.ok();
    let mail = desk.mailbox.next().await;
    assert_eq!((mail.reply_to, mail.text.contains("reply to this email")), (None, false));
}
