//! Passage of time: tickets, tokens, connections, presence and started chats expire.

use std::time::Duration;

use axum::http::Method;
use client::{Client, OpenError, Request, Response, Session, Status, Timing, Transport};
use serde_json::{Value, json};
use shared::{
    config::{DeskSettings, Limits},
    time::Timestamp,
};
use tests::simulation::{self, Odds, World};
use tokio::time::sleep;

use crate::support::{User, long};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The status by which a path answers this token.
async fn status(user: &User, token: &str) -> u16 {
    let request = Request { token: Some(token.to_owned()), ..user.request(Method::GET, "/api/users/me/", None) };
    user.network.request(request).await.expect("an answer").status
}

/// A URL with a ticket.
async fn ticket(user: &User) -> String {
    let answer =
        user.network.request(user.request(Method::POST, "/api/auth/ws-ticket/", None)).await.expect("an answer");
    answer.body["url"].as_str().unwrap_or_default().to_owned()
}

async fn refresh(user: &User, token: &str) -> (u16, Value) {
    let body = json!({"refresh": token});
    let request = Request { token: None, ..user.request(Method::POST, "/api/token/refresh/", Some(body)) };
    let answer = user.network.request(request).await.expect("an answer");
    (answer.status, answer.body)
}

#[test]
fn a_ticket_is_good_for_a_minute() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let (in_time, too_late) = (ticket(&ana).await, ticket(&ana).await);
        sleep(MINUTE - Duration::from_secs(2)).await;
        assert!(ana.network.open(&in_time).await.is_ok());
        sleep(Duration::from_secs(3)).await;
        assert!(matches!(ana.network.open(&too_late).await, Err(OpenError::Refused(401))));
    });
}

#[test]
fn a_token_is_good_for_a_day_and_what_refreshes_it_for_thirty() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        sleep(24 * HOUR - MINUTE).await;
        assert_eq!(status(&ana, &ana.person.tokens.access).await, 200);
        sleep(2 * MINUTE).await;
        assert_eq!(status(&ana, &ana.person.tokens.access).await, 401);
        sleep(29 * 24 * HOUR - 10 * MINUTE).await;
        let (answered, pair) = refresh(&ana, &ana.person.tokens.refresh).await;
        assert_eq!(answered, 200, "{pair}");
        assert_eq!(status(&ana, pair["access"].as_str().unwrap_or_default()).await, 200);
        sleep(30 * 24 * HOUR + MINUTE).await;
        let (answered, error) = refresh(&ana, pair["refresh"].as_str().unwrap_or_default()).await;
        assert_eq!((answered, &error["code"]), (401, &json!("token_not_valid")));
    });
}

#[test]
fn a_connection_loses_its_powers_with_the_token_that_opened_it() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        sleep(24 * HOUR - MINUTE).await;
        let mut socket = ana.connects(world).await;
        sleep(2 * MINUTE).await;
        // What is said in the room is pushed to it no more …
        let admin = User { person: world.admin("gus").await, network: world.network("gus") };
        admin.network.request(admin.message(&room, "hello")).await.expect("an answer");
        let (frames, has_ended) = socket.arrived().await;
        assert!(frames.is_empty() && !has_ended, "{frames:?}");
        // … and with its next frame it ends.
        socket.pings().await;
        let (frames, has_ended) = socket.arrived().await;
        assert_eq!(frames.iter().map(|frame| &frame["code"]).collect::<Vec<_>>(), ["token_not_valid"]);
        assert!(has_ended);
    });
}

#[test]
fn who_is_silent_for_two_heartbeats_is_offline() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let mut socket = ana.connects(world).await;
        assert_eq!(socket.pongs().await, 1);
        ana.network.silence_sockets();
        assert!(ana.is_online(world).await);
        sleep(MINUTE + Duration::from_secs(15)).await;
        assert!(!ana.is_online(world).await);
    });
}

/// A conversation of so many hours, with a message every seven minutes.
async fn converse(world: &World, hours: u32) -> (Client, Client, String) {
    let ana = User::customer(world, "ana").await;
    let room = ana.opens_room().await;
    // Seldom, for this is about hours.
    let timing = || Timing { heartbeat: 5 * MINUTE, ..Timing::default() };
    let session = Session::from(ana.person.tokens.clone());
    let tab = |device| Client::start(world.network(device), session.clone(), timing());
    let (phone, desktop) = (tab("phone"), tab("desktop"));
    for i in 0..hours * 60 / 7 {
        let sent = if i % 2 == 0 { phone.send(&room, &i.to_string()) } else { desktop.send(&room, &i.to_string()) };
        assert!(sent.await.is_ok());
        sleep(7 * MINUTE).await;
    }
    for tab in [&phone, &desktop] {
        let shown = tab.room(&room).map(|copy| copy.messages().count());
        assert_eq!(shown, usize::try_from(hours * 60 / 7).ok());
    }
    (phone, desktop, room)
}

/// A visitor, who has no token, posts to `/api/chat/…`.
async fn visits(world: &World, path: &str, body: Value) -> Response {
    let path = format!("/api/chat/{path}/");
    let request = Request { method: Method::POST, path, token: None, body: Some(body) };
    world.network("visitor").request(request).await.expect("an answer")
}

#[test]
fn a_started_chat_is_gone_after_half_an_hour_before_it_is_deleted() {
    simulation::run(1, Odds::none(), async |world| {
        let started = visits(world, "start_chat", json!({"initial_message": "Hello?"})).await.body;
        let chat = json!({"session_id": started["session_id"]});
        sleep(29 * MINUTE).await;
        assert_eq!(visits(world, "validate_session", chat.clone()).await.body["valid"], true);
        sleep(MINUTE).await;
        let stored = world.items();
        let invalid = visits(world, "validate_session", chat.clone()).await;
        assert_eq!((invalid.status, &invalid.body["valid"]), (200, &json!(false)), "{}", invalid.body);
        let expired = visits(world, "complete_chat", chat).await;
        let detail = "This chat has expired. Please start a new one.";
        let body = json!({"error": "Session expired", "detail": detail, "code": "invalid"});
        assert_eq!((expired.status, expired.body), (400, body));
        assert!(stored.iter().any(|item| item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("CHAT#"))));
        assert_eq!(world.items(), stored, "it was refused, and yet something was written");
    });
}

#[test]
fn of_a_started_chat_nothing_is_left_that_does_not_expire() {
    let limits = Limits { visitor_chats_per_ip: 6, ..Limits::none() };
    let desk = DeskSettings { limits, ..DeskSettings::default() };
    simulation::run_desk(1, Odds::none(), desk, async |world| {
        let before = world.items();
        let began = Timestamp::now().unix();
        visits(world, "start_chat", json!({"initial_message": "Hello?"})).await;
        let mut left: Vec<_> = world.items().into_iter().filter(|item| !before.contains(item)).collect();
        left.sort_by_key(|item| item["pk"]["S"].to_string());
        let [chat, limit] = &*left else { panic!("{left:#?}") };
        let ttl = |item: &Value| item["ttl"]["N"].as_str().and_then(|ttl| ttl.parse::<i64>().ok()).unwrap_or_default();
        assert!((began + 1800..began + 1810).contains(&ttl(chat)), "{chat:#}");
        assert_eq!(limit["pk"]["S"].as_str().and_then(|pk| pk.split('#').next()), Some("THROTTLE"));
        assert!(ttl(limit) > began, "{limit:#}");
    });
}

#[test]
fn a_client_replaces_its_connection_before_the_gateway_ends_it() {
    simulation::run(1, Odds::none(), async |world| {
        let watched = world.network("watched");
        let ana = world.customer("bea").await;
        let tab = Client::start(watched, ana.tokens, Timing { heartbeat: 5 * MINUTE, ..Timing::default() });
        let mut status = tab.status();
        status.wait_for(|status| *status == Status::Connected).await.expect("connected");
        status.mark_unchanged();
        sleep(5 * HOUR).await;
        assert!(!status.has_changed().expect("a client"), "it was without a connection");
        let trace = world.faults.trace();
        assert_eq!(trace.iter().filter(|line| line.contains("POST /api/auth/ws-ticket/: 200")).count(), 3);
    });
}

#[test]
fn a_conversation_outlives_connections_and_tokens() {
    simulation::run(1, Odds::none(), async |world| {
        // A day and an hour.
        let (phone, desktop, room) = converse(world, 25).await;
        assert!(phone.send(&room, "goodbye").await.is_ok());
        long().await;
        let last = |tab: &Client| tab.room(&room)?.messages().next_back().map(|message| message["content"].clone());
        assert_eq!((last(&phone), last(&desktop)), (Some(json!("goodbye")), Some(json!("goodbye"))));
    });
}
