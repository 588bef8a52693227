//! Mails to those who left, over hours: whoever hasn't seen a message gets it once, whoever has gets nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use client::{Request, Transport};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    config::DeskSettings,
    mail::Outgoing,
    ops::mail::{Answer, LinkToken},
    time::Timestamp,
};
use tests::simulation::{self, Fault, Odds, SimulatedNetwork, World};
use tokio::time::sleep;

use crate::support::{User, long};

const MINUTE: Duration = Duration::from_secs(60);

async fn insists(user: &User, method: Method, path: &str, body: Value) -> Value {
    user.insists(user.request(method, path, Some(body))).await
}

/// A desk that sends mail, with an agent.
async fn open(world: &World) -> User {
    let admin = User { person: world.admin("gus").await, network: world.network("gus") };
    let settings = json!({"mail": {"version": 0, "sender": "help@example.com", "transcript_at_end": true}});
    insists(&admin, Method::PATCH, "/api/settings/", settings).await;
    User { person: world.agent("ben", 20).await, network: world.network("ben") }
}

/// A customer with a chat that the agent has taken.
async fn with_chat(world: &World, agent: &User, name: &str) -> (User, String) {
    let customer = User::customer(world, name).await;
    let room = customer.opens_room().await;
    insists(agent, Method::POST, &format!("/api/chat-rooms/{room}/take_chat/"), json!({})).await;
    (customer, room)
}

async fn says(agent: &User, room: &str, content: &str) {
    let body = json!({"chat_room_id": room, "content": content, "client_message_id": content});
    insists(agent, Method::POST, "/api/messages/", body).await;
}

async fn reads(customer: &User, room: &str) {
    insists(customer, Method::POST, "/api/messages/mark_chat_read/", json!({"chat_room_id": room})).await;
}

/// Lets the functions do what there is to do in the background.
async fn work(world: &World) {
    world.follow().await;
    world.attempt_mails().await;
}

/// Lets minutes go by, in which the functions work in the background.
async fn wait(world: &World, minutes: u32) {
    for _ in 0..minutes {
        work(world).await;
        sleep(MINUTE).await;
    }
}

/// The mails to an address, each once: a mail program shows one of those with the same id.
fn mails_to(world: &World, name: &str) -> Vec<Outgoing> {
    let mut seen = BTreeSet::new();
    let mails = world.mails().into_iter().filter(|mail| mail.to == format!("{name}@example.com"));
    mails.filter(|mail| seen.insert(mail.message_id.clone())).collect()
}

/// Number of mails to an address that show each of these messages.
fn shown(world: &World, name: &str, contents: &[&str]) -> Vec<usize> {
    let mails = mails_to(world, name);
    let shows = |mail: &&Outgoing, content: &str| mail.text.lines().any(|line| line == content);
    contents.iter().map(|content| mails.iter().filter(|mail| shows(mail, content)).count()).collect()
}

#[test]
fn who_left_gets_one_mail_with_all_that_was_said_after_two_minutes() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        let (_, room) = with_chat(world, &ben, "ana").await;
        says(&ben, &room, "one").await;
        wait(world, 1).await;
        says(&ben, &room, "two").await;
        assert_eq!(mails_to(world, "ana").len(), 0);
        wait(world, 3).await;
        let mails = mails_to(world, "ana");
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "2 new messages in your chat");
        assert_eq!(shown(world, "ana", &["one", "two"]), [1, 1]);
        // The next ones wait until a quarter of an hour has passed, and come together.
        says(&ben, &room, "three").await;
        wait(world, 6).await;
        says(&ben, &room, "four").await;
        wait(world, 6).await;
        assert_eq!(mails_to(world, "ana").len(), 1);
        wait(world, 6).await;
        assert_eq!(shown(world, "ana", &["one", "two", "three", "four"]), [1, 1, 1, 1]);
        assert_eq!(mails_to(world, "ana").len(), 2);
    });
}

#[test]
fn who_has_seen_a_message_or_is_connected_gets_no_mail() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        let (ana, of_ana) = with_chat(world, &ben, "ana").await;
        let (eve, of_eve) = with_chat(world, &ben, "eve").await;
        let mut socket = eve.connects(world).await;
        says(&ben, &of_ana, "one").await;
        says(&ben, &of_eve, "two").await;
        reads(&ana, &of_ana).await;
        for _ in 0..20 {
            socket.pings().await;
            work(world).await;
            sleep(MINUTE / 2).await;
        }
        assert_eq!(world.mails(), []);
        // She never looked at it, and is gone now.
        drop(socket);
        wait(world, 10).await;
        assert_eq!((shown(world, "ana", &["one"]), shown(world, "eve", &["two"])), (vec![0], vec![1]));
    });
}

#[test]
fn nobody_gets_mail_as_long_as_no_sender_is_set() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = User { person: world.agent("ben", 20).await, network: world.network("ben") };
        let (_, room) = with_chat(world, &ben, "ana").await;
        says(&ben, &room, "one").await;
        wait(world, 20).await;
        assert_eq!(world.mails(), []);
    });
}

#[test]
fn who_left_gets_each_message_once_however_functions_die_and_mail_fails() {
    let failures = (1..=3).map(|seed| {
        let odds = Odds::usual().with(Fault::MailErrorBefore, 0.35).with(Fault::MailErrorAfter, 0.35);
        simulation::run(seed, odds, async |world| {
            let ben = open(world).await;
            let (_, of_ana) = with_chat(world, &ben, "ana").await;
            let (eve, of_eve) = with_chat(world, &ben, "eve").await;
            let contents: Vec<String> = (0..12).map(|number| format!("message {number}")).collect();
            world.faults.begin();
            for (number, content) in contents.iter().enumerate() {
                says(&ben, &of_ana, content).await;
                says(&ben, &of_eve, content).await;
                reads(&eve, &of_eve).await;
                wait(world, [1, 4, 0, 17][number % 4]).await;
            }
            world.faults.end();
            long().await;
            wait(world, 60).await;
            let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
            assert_eq!(shown(world, "ana", &contents), [1; 12], "seed {seed}");
            assert_eq!(mails_to(world, "eve"), [], "seed {seed}");
            in_order(&mails_to(world, "ana"), &contents);
            [Fault::MailErrorBefore, Fault::MailErrorAfter].map(|fault| world.faults.count(fault))
        })
    });
    let [before, after] = failures.fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
    assert!(before > 0 && after > 0, "{before} {after}");
}

#[test]
fn a_transcript_is_mailed_once_however_functions_die_and_mail_fails() {
    for seed in 1..=3 {
        let odds = Odds::usual().with(Fault::MailErrorBefore, 0.35).with(Fault::MailErrorAfter, 0.35);
        simulation::run(seed, odds, async |world| {
            let ben = open(world).await;
            let (ana, room) = with_chat(world, &ben, "ana").await;
            says(&ben, &room, "one").await;
            reads(&ana, &room).await;
            insists(&ben, Method::POST, &format!("/api/chat-rooms/{room}/resolve/"), json!({})).await;
            world.faults.begin();
            let path = format!("/api/chat-rooms/{room}/transcript/email/");
            for _ in 0..2 {
                insists(&ana, Method::POST, &path, json!({"email": "office@example.com"})).await;
                wait(world, 2).await;
            }
            world.faults.end();
            long().await;
            wait(world, 60).await;
            // At its end the chat's customer gets one as well.
            for name in ["office", "ana"] {
                assert_eq!(mails_to(world, name).len(), 1, "seed {seed}: {name}");
                assert_eq!(shown(world, name, &["one"]), [1], "seed {seed}: {name}");
            }
        });
    }
}

/// An answer to the last mail to an address.
fn answer(world: &World, name: &str, text: &str) -> Answer {
    let mails = mails_to(world, name);
    let mail = mails.iter().rfind(|mail| mail.reply_to.is_some()).expect("a mail that can be answered");
    let address = mail.reply_to.clone().unwrap_or_default();
    let token = address.split('@').next().unwrap_or_default();
    Answer {
        known_by: text.as_bytes().to_vec(),
        tokens: vec![LinkToken::from(token)],
        sender: mail.to.clone(),
        text: text.to_owned(),
        ..Answer::default()
    }
}

/// Texts that a customer has written in all their rooms, the oldest first.
async fn written(customer: &User) -> Vec<String> {
    let rooms = customer.gets("/api/chat-rooms/").await;
    let mut written = Vec::new();
    for room in rooms["results"].as_array().into_iter().flatten() {
        let path = format!("/api/chat-rooms/{}/messages/", room["id"].as_str().unwrap_or_default());
        let messages = customer.gets(&path).await;
        let messages = messages["results"].as_array().cloned().unwrap_or_default().into_iter();
        let own = messages.filter(|message| message["sender_type"] == "user");
        written.extend(own.map(|message| (message["created_at"].to_string(), message["content"].clone())));
    }
    written.sort_by(|(earlier, _), (later, _)| earlier.cmp(later));
    written.into_iter().filter_map(|(_, content)| content.as_str().map(ToOwned::to_owned)).collect()
}

#[test]
fn an_answer_by_mail_becomes_one_message_however_functions_die_and_often_it_arrives() {
    for seed in 1..=6 {
        let desk = DeskSettings { reply_domain: Some("reply.example.com".to_owned()), ..DeskSettings::default() };
        simulation::run_desk(seed, Odds::usual(), desk, async |world| {
            let ben = open(world).await;
            let (ana, room) = with_chat(world, &ben, "ana").await;
            let before = written(&ana).await.len();
            says(&ben, &room, "Which colour?").await;
            wait(world, 4).await;
            let answers: Vec<String> = (0..6).map(|number| format!("answer {number}")).collect();
            world.faults.begin();
            for (number, text) in answers.iter().enumerate() {
                let answer = answer(world, "ana", text);
                // The rest of an answer to a chat that is closed meanwhile begins another.
                let closed = async {
                    if number == 2 {
                        insists(&ben, Method::POST, &format!("/api/chat-rooms/{room}/close/"), json!({})).await;
                    }
                };
                tokio::join!(world.receive(&answer), world.receive(&answer), closed);
                wait(world, 1).await;
            }
            world.faults.end();
            long().await;
            assert_eq!(written(&ana).await[before..], answers, "seed {seed}");
        });
    }
}

#[test]
fn an_address_that_mail_came_back_from_gets_no_more_until_an_admin_allows_it() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        let admin = User { person: world.admin("amy").await, network: world.network("amy") };
        let (_, room) = with_chat(world, &ben, "ana").await;
        let event = |kind: &str| {
            let recipients = json!([{"emailAddress": "ANA@example.com", "diagnosticCode": "550 no such user"}]);
            json!({"eventType": "Bounce", "bounce": {"bounceType": kind, "bouncedRecipients": recipients}})
        };
        // A full mailbox is none that doesn't exist.
        world.mail_event(&event("Transient")).await;
        says(&ben, &room, "one").await;
        wait(world, 20).await;
        assert_eq!(shown(world, "ana", &["one"]), [1]);

        world.mail_event(&event("Permanent")).await;
        says(&ben, &room, "two").await;
        wait(world, 20).await;
        assert_eq!(mails_to(world, "ana").len(), 1);
        let mails = admin.gets("/api/mail/").await;
        let reason = "Not sent: earlier mail to this address came back.";
        assert_eq!(mails["results"][0]["attempts"][0]["error"], reason, "{mails}");

        let stopped = admin.gets("/api/mail/stopped/").await;
        let [one] = stopped["results"].as_array().map(Vec::as_slice).unwrap_or_default() else { panic!("{stopped}") };
        assert_eq!(
            (&one["address"], &one["reason"], &one["detail"]),
            (&json!("ANA@example.com"), &json!("bounce"), &json!("550 no such user"))
        );
        let path = format!("/api/mail/stopped/{}/", one["id"].as_str().unwrap_or_default());
        insists(&admin, Method::DELETE, &path, Value::Null).await;
        assert_eq!(admin.gets("/api/mail/stopped/").await["results"], json!([]));
        says(&ben, &room, "three").await;
        wait(world, 20).await;
        assert_eq!(shown(world, "ana", &["one", "two", "three"]), [1, 1, 1]);
    });
}

/// Changes on which occasions somebody gets mail, and after how many minutes.
async fn wants(who: &User, occasions: &[&str], after_minutes: u64) {
    let mut settings = json!({"after_minutes": after_minutes});
    for occasion in occasions {
        settings[occasion] = json!({"email": true});
    }
    insists(who, Method::PATCH, "/api/users/me/notification-settings/", settings).await;
}

async fn writes(customer: &User, room: &str, content: &str) {
    customer.insists(customer.message(room, content)).await;
}

#[test]
fn an_agent_gets_one_mail_of_all_chats_that_nobody_attended_to_in_time() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        wants(&ben, &["new_chat", "new_message", "assigned"], 5).await;
        let (ana, of_ana) = with_chat(world, &ben, "ana").await;
        let (eve, of_eve) = with_chat(world, &ben, "eve").await;
        writes(&ana, &of_ana, "one").await;
        writes(&eve, &of_eve, "two").await;
        User::customer(world, "mia").await.opens_room().await;
        wait(world, 3).await;
        says(&ben, &of_eve, "answer").await;
        wait(world, 3).await;
        let mails = mails_to(world, "ben");
        assert_eq!(mails.len(), 1);
        assert_eq!(
            (shown(world, "ben", &["one", "two", "Help"]), &*mails[0].subject),
            (vec![1, 0, 1], "2 chats need your attention")
        );
        // Another message of a chat that he knows of is no news until he has looked at it, however long that takes.
        writes(&ana, &of_ana, "three").await;
        wait(world, 30).await;
        assert_eq!(mails_to(world, "ben").len(), 1);
        reads(&ben, &of_ana).await;
        writes(&ana, &of_ana, "four").await;
        wait(world, 6).await;
        assert_eq!(shown(world, "ben", &["one", "three", "four"]), [1, 0, 1]);
    });
}

#[test]
fn an_agent_is_told_of_messages_that_were_there_before_they_got_the_chat() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        let eve = User { person: world.agent("eve", 20).await, network: world.network("eve") };
        wants(&eve, &["new_message"], 2).await;
        long().await;
        let (ana, room) = with_chat(world, &ben, "ana").await;
        writes(&ana, &room, "one").await;
        let transfer = json!({"agent_id": eve.person.agent_id});
        insists(&ben, Method::POST, &format!("/api/chat-rooms/{room}/transfer_chat/"), transfer).await;
        wait(world, 4).await;
        assert_eq!((shown(world, "eve", &["one"]), mails_to(world, "ben").len()), (vec![1], 0));
    });
}

#[test]
fn an_agent_gets_no_mail_of_what_was_attended_to_in_time_nor_two_in_five_minutes() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        let eve = User { person: world.agent("eve", 20).await, network: world.network("eve") };
        wants(&ben, &["new_chat"], 2).await;
        for number in 0..6 {
            let (_, room) = with_chat(world, &eve, &format!("early {number}")).await;
            // It waits again, and is taken again.
            insists(&eve, Method::POST, &format!("/api/chat-rooms/{room}/unassign_agent/"), json!({})).await;
            wait(world, 1).await;
            insists(&eve, Method::POST, &format!("/api/chat-rooms/{room}/take_chat/"), json!({})).await;
        }
        wait(world, 10).await;
        assert_eq!(mails_to(world, "ben"), []);
        for number in 0..10 {
            User::customer(world, &format!("late {number}")).await.opens_room().await;
            wait(world, 1).await;
        }
        wait(world, 8).await;
        // All of them were told of by now: after 2, 7 and 12 minutes.
        assert_eq!(mails_to(world, "ben").len(), 3);
    });
}

#[test]
fn an_agent_is_told_of_each_chat_once_however_functions_die_and_mail_fails() {
    for seed in 4..=4 {
        let odds = Odds::usual().with(Fault::MailErrorBefore, 0.35).with(Fault::MailErrorAfter, 0.35);
        simulation::run(seed, odds, async |world| {
            let ben = open(world).await;
            wants(&ben, &["new_chat", "new_message"], 1).await;
            let (ana, of_ana) = with_chat(world, &ben, "ana").await;
            let contents: Vec<String> = (0..8).map(|number| format!("message {number}")).collect();
            let mut waiting = Vec::new();
            for number in 0..8 {
                waiting.push((User::customer(world, &format!("waiting {number}")).await, format!("waiting {number}")));
            }
            world.faults.begin();
            for (number, content) in contents.iter().enumerate() {
                reads(&ben, &of_ana).await;
                writes(&ana, &of_ana, content).await;
                let (customer, name) = &waiting[number];
                insists(customer, Method::POST, "/api/chat-rooms/", json!({"subject": name})).await;
                wait(world, [25, 2, 7][number % 3]).await;
            }
            world.faults.end();
            long().await;
            wait(world, 60).await;
            let waiting: Vec<&str> = waiting.iter().map(|(_, name)| name.as_str()).collect();
            assert_eq!(shown(world, "ben", &waiting), [1; 8], "seed {seed}");
            // One that came soon after the last mail was read before the next one.
            let told = shown(world, "ben", &contents.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(told.iter().all(|&times| times <= 1) && told[0] == 1, "seed {seed}: {told:?}");
        });
    }
}

#[test]
fn an_admin_gets_the_report_of_each_day_once_in_the_morning() {
    simulation::run(1, Odds::usual(), async |world| {
        open(world).await;
        let admin = User { person: world.admin("amy").await, network: world.network("amy") };
        User::customer(world, "ana").await.opens_room().await;
        // There, seven in the morning is noon in UTC.
        let hours = json!({"hours": {"version": 0, "time_zone": "America/Bogota"}});
        insists(&admin, Method::PATCH, "/api/settings/", hours).await;
        wants(&admin, &["daily_report"], 5).await;
        let mut hours = Vec::new();
        world.faults.begin();
        for _ in 0..3 * 24 * 4 {
            world.sweep().await;
            work(world).await;
            hours.resize(mails_to(world, "amy").len(), Timestamp::now().to_string()[11..13].to_owned());
            sleep(15 * MINUTE).await;
        }
        world.faults.end();
        let mails = mails_to(world, "amy");
        let subjects: BTreeSet<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert!(subjects.len() == mails.len() && (3..=4).contains(&mails.len()), "{subjects:?}");
        // The first comes at once.
        assert!(hours.iter().skip(1).all(|hour| ["12", "13"].contains(&&**hour)), "{hours:?}");
        assert!(mails.iter().any(|mail| mail.text.contains("New chats: 1")), "{}", mails[0].text);
    });
}

/// A visitor, who comes back by the links in mails.
struct Visitor {
    name: String,
    network: SimulatedNetwork,
    token: String,
    room: String,
}

impl Visitor {
    async fn comes(world: &World, name: &str, agent: &User) -> Self {
        let network = world.network(name);
        let (token, room) = Default::default();
        let mut visitor = Self { name: name.to_owned(), network, token, room };
        let hello = json!({"initial_message": "Hello?", "page": "https://shop.example/"});
        let started = visitor.insists("/api/chat/start_chat/", hello).await;
        let profile = json!({
            "session_id": started["session_id"], "full_name": "Vera", "email": format!("{name}@example.com"),
        });
        visitor.goes_on(&visitor.insists("/api/chat/complete_chat/", profile).await);
        insists(agent, Method::POST, &format!("/api/chat-rooms/{}/take_chat/", visitor.room), json!({})).await;
        visitor
    }

    /// Goes on with the chat of this answer.
    fn goes_on(&mut self, chat: &Value) {
        let text = |field: &str| chat[field].as_str().unwrap_or_default().to_owned();
        (self.token, self.room) = (text("token"), text("chat_room_id"));
    }

    async fn insists(&self, path: &str, body: Value) -> Value {
        let token = Some(self.token.clone()).filter(|token| !token.is_empty());
        let request = Request { method: Method::POST, path: path.to_owned(), token, body: Some(body) };
        loop {
            match self.network.request(request.clone()).await {
                Ok(answer) if answer.status < 300 => return answer.body,
                _ => sleep(Duration::from_secs(1)).await,
            }
        }
    }

    async fn reads(&self) {
        self.insists("/api/messages/mark_chat_read/", json!({"chat_room_id": self.room})).await;
    }

    async fn comes_back_by(&mut self, mail: &Outgoing, content: &str) {
        let token = mail.text.split_once("#tribeclub-chat=").and_then(|(_, rest)| rest.split_whitespace().next());
        self.token.clear();
        self.goes_on(&self.insists("/api/chat/resume/", json!({"token": token})).await);
        self.reads().await;
        let body = json!({"chat_room_id": self.room, "content": content, "client_message_id": content});
        self.insists("/api/messages/", body).await;
    }
}

#[test]
fn visitors_who_leave_and_come_back_by_link_get_one_mail_for_each_time_that_they_were_gone() {
    for seed in 1..=3 {
        let odds = Odds::usual().with(Fault::MailErrorBefore, 0.2).with(Fault::MailErrorAfter, 0.2);
        simulation::run(seed, odds, async |world| {
            let ben = open(world).await;
            let mut visitors = Vec::new();
            for name in ["vera", "vito", "vida"] {
                visitors.push(Visitor::comes(world, name, &ben).await);
            }
            let (mut chance, mut absences) = (SmallRng::seed_from_u64(seed), BTreeMap::<String, usize>::new());
            world.faults.begin();
            for round in 0..5 {
                let mut gone = Vec::new();
                for (number, visitor) in visitors.iter().enumerate() {
                    let said =
                        (0..chance.random_range(1..4)).map(|number| format!("{} {round} {number}", visitor.name));
                    let said: Vec<String> = said.collect();
                    for content in &said {
                        says(&ben, &visitor.room, content).await;
                    }
                    let is_gone = chance.random_bool(0.6);
                    if !is_gone {
                        visitor.reads().await;
                    }
                    gone.push((number, said, is_gone));
                }
                wait(world, 40).await;
                for (number, said, is_gone) in gone {
                    let visitor = &mut visitors[number];
                    let said: Vec<&str> = said.iter().map(String::as_str).collect();
                    let expected = vec![usize::from(is_gone); said.len()];
                    assert_eq!(shown(world, &visitor.name, &said), expected, "seed {seed}: {} {round}", visitor.name);
                    let absences = absences.entry(visitor.name.clone()).or_default();
                    *absences += usize::from(is_gone);
                    let mails = mails_to(world, &visitor.name);
                    assert_eq!(mails.len(), *absences, "seed {seed}: {} {round}", visitor.name);
                    if let Some(mail) = mails.last().filter(|_| is_gone) {
                        visitor.comes_back_by(mail, &format!("back {round}")).await;
                    }
                }
            }
            world.faults.end();
            assert!(absences.values().all(|&times| times > 0), "seed {seed}: {absences:?}");
        });
    }
}

#[test]
fn digests_keep_their_distance_also_when_mail_was_out() {
    simulation::run(1, Odds::none().with(Fault::MailErrorBefore, 1.0), async |world| {
        let ben = open(world).await;
        wants(&ben, &["new_chat"], 0).await;
        let (ana, eve) = (User::customer(world, "ana").await, User::customer(world, "eve").await);
        world.faults.begin();
        ana.opens_room().await;
        wait(world, 12).await;
        eve.opens_room().await;
        wait(world, 30).await;
        world.faults.end();
        let mut times = Vec::new();
        for minute in 0..120 {
            wait(world, 1).await;
            times.resize(mails_to(world, "ben").len(), minute);
        }
        let [first, second] = times[..] else { panic!("{times:?}") };
        assert!(second - first >= 5, "{times:?}");
    });
}

#[test]
fn fewer_minutes_in_the_settings_count_for_a_mail_that_waits_already() {
    simulation::run(1, Odds::none(), async |world| {
        let ben = open(world).await;
        wants(&ben, &["new_chat"], 60).await;
        User::customer(world, "ana").await.opens_room().await;
        wait(world, 5).await;
        wants(&ben, &[], 20).await;
        wait(world, 5).await;
        wants(&ben, &[], 3).await;
        assert_eq!(mails_to(world, "ben").len(), 0);
        wait(world, 2).await;
        assert_eq!(mails_to(world, "ben").len(), 1);
        wait(world, 90).await;
        assert_eq!(mails_to(world, "ben").len(), 1);
    });
}

/// Checks that the mails show the messages in the order in which they were written.
fn in_order(mails: &[Outgoing], contents: &[&str]) {
    let place: BTreeMap<&str, usize> = contents.iter().enumerate().map(|(place, content)| (*content, place)).collect();
    let shown = mails.iter().flat_map(|mail| mail.text.lines().filter_map(|line| place.get(line).copied()));
    let shown: Vec<usize> = shown.collect();
    assert!(shown.is_sorted(), "{shown:?}");
}
