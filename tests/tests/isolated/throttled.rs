//! Limits on one user's frames and connections: what exceeds them is answered with an error, and no message is lost.

use std::time::Instant;

use futures_util::future::join_all;
use local::Options;
use serde_json::{Value, json};
use shared::config::{DeskSettings, Limits};
use tests::{Actor, Answer, App, DEADLINE, Room, Socket};

async fn limited(limits: Limits) -> App {
    let desk = DeskSettings { limits, ..DeskSettings::default() };
    App::with(Options { desk, ..Options::default() }).await
}

/// One message or frame a second, four in a burst: few enough for a slow machine to be too quick for it.
async fn slow() -> App {
    limited(Limits { frames_per_second: 1, ..Limits::none() }).await
}

/// Largest number that may pass in the time since then.
fn most_since(start: Instant) -> usize {
    5 + usize::try_from(start.elapsed().as_secs()).unwrap_or(usize::MAX)
}

/// Texts of a room's customer, sorted.
async fn said(who: &Actor, room: &Room) -> Vec<String> {
    let mut said: Vec<String> = who
        .reads_all(room)
        .await
        .iter()
        .map(|message| message["content"].as_str().unwrap_or_default().into())
        .collect();
    said.sort();
    said
}

/// Repeats what was throttled until it is accepted, as clients do.
async fn until_accepted(send: impl AsyncFn() -> Answer) -> Value {
    let start = Instant::now();
    loop {
        let answer = send().await;
        if answer.status != 429 {
            return answer.created();
        }
        assert!(start.elapsed() < DEADLINE);
    }
}

#[tokio::test]
async fn messages_by_http_are_throttled_and_those_accepted_are_stored() {
    let app = slow().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let start = Instant::now();
    let answers = join_all((10..30).map(|i| {
        let (ana, room) = (&ana, &room);
        async move { (i.to_string(), ana.sends_message(room, &i.to_string(), Some(&i.to_string())).await) }
    }))
    .await;
    let (accepted, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(_, answer)| answer.status == 201);
    // One was making the room.
    assert!((3..=most_since(start)).contains(&accepted.len()), "{}", accepted.len());
    for (_, answer) in &refused {
        assert_eq!((answer.status, &answer.json["code"]), (429, &json!("throttled")), "{}", answer.json);
        assert!(answer.header("retry-after").parse().is_ok_and(|seconds: u64| seconds > 0));
    }
    let mut contents: Vec<String> = accepted.into_iter().map(|(content, _)| content).collect();
    assert_eq!(said(&ana, &room).await, contents);
    // Nothing is lost: what was refused can be sent again.
    let Some((again, _)) = refused.first() else { return };
    until_accepted(async || ana.sends_message(&room, again, Some(again)).await).await;
    contents.push(again.clone());
    contents.sort();
    assert_eq!(said(&ana, &room).await, contents);
}

#[tokio::test]
async fn whatever_a_user_changes_is_throttled_and_what_they_read_is_not() {
    let app = slow().await;
    let room = app.customer("ana").await.opens("Help").await;
    let writes = [
        ("/api/auth/ws-ticket/", json!({})),
        ("/api/users/update_status/", json!({"is_online": true})),
        ("/api/messages/mark_chat_read/", json!({"chat_room_id": room.id})),
        ("/api/notifications/mark_all_read/", json!({})),
        ("/api/uploads/", json!({"chat_room_id": room.id})),
    ];
    for (i, (path, body)) in writes.into_iter().enumerate() {
        // Each of a user of its own, so that none has used up what is another's.
        let who = app.customer(&format!("user{i}")).await;
        let (writes, reads) = tokio::join!(
            join_all((0..12).map(|_| who.post(path, body.clone()))),
            join_all((0..12).map(|_| who.get("/api/users/me/")))
        );
        assert!(reads.iter().all(|answer| answer.status == 200), "{path}");
        let refused: Vec<_> = writes.iter().filter(|answer| answer.status == 429).collect();
        assert!((1..=8).contains(&refused.len()), "{path}: {}", refused.len());
        assert!(refused.iter().all(|answer| answer.json["code"] == "throttled"), "{path}");
    }
}

#[tokio::test]
async fn who_writes_too_much_holds_up_nobody_else_in_the_room() {
    let app = slow().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = &app.active_room(&ana, &ben).await;
    join_all((0..12).map(|_| ana.sends_message(room, "Hello?", None))).await;
    ben.says(room, "Slowly, please.").await;
}

#[tokio::test]
async fn messages_of_one_sender_wait_for_one_another_and_nobody_fails_for_it() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = &app.active_room(&ana, &ben).await;
    let mut texts: Vec<String> = (10..60).map(|i| i.to_string()).collect();
    let flood = join_all(texts.iter().map(|text| ana.sends_message(room, text, Some(text))));
    let (flood, answers) = tokio::join!(flood, join_all(["a", "b"].map(|text| ben.sends_message(room, text, None))));
    for answer in flood.into_iter().chain(answers) {
        answer.created();
    }
    texts.extend(["a".to_owned(), "b".to_owned()]);
    assert_eq!(said(&ana, room).await, texts);
}

/// The answers to so many message frames: which of them were acknowledged, and which throttled.
async fn floods(socket: &mut Socket, room: &Room, names: &[String]) -> (Vec<String>, Vec<String>) {
    for name in names {
        let frame = json!({"action": "message", "room_id": room.id, "content": name, "client_message_id": name});
        socket.send(frame).await;
    }
    let (mut acknowledged, mut throttled) = (Vec::new(), Vec::new());
    while acknowledged.len() + throttled.len() < names.len() {
        let frame = socket.next().await;
        let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match frame["type"].as_str() {
            Some("ack") => acknowledged.push(name(&frame["data"]["client_message_id"])),
            Some("error") => {
                assert_eq!((&frame["code"], &frame["action"]), (&json!("throttled"), &json!("message")), "{frame}");
                throttled.push(name(&frame["client_message_id"]));
            }
            _ => {}
        }
    }
    acknowledged.sort();
    throttled.sort();
    (acknowledged, throttled)
}

#[tokio::test]
async fn each_frame_of_too_many_is_answered_and_the_connection_stays() {
    let app = slow().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let names: Vec<String> = (10..40).map(|i| i.to_string()).collect();
    let start = Instant::now();
    let (acknowledged, throttled) = floods(&mut socket, &room, &names).await;
    assert!((4..=most_since(start)).contains(&acknowledged.len()), "{acknowledged:?}");
    let mut answered = [acknowledged.clone(), throttled].concat();
    answered.sort();
    assert_eq!((answered, said(&ana, &room).await), (names, acknowledged));
    // The same connection is good for more, once it is time.
    let pong = async {
        loop {
            socket.send(json!({"action": "ping"})).await;
            let frame = socket.next().await;
            if frame["type"] == "pong" {
                return;
            }
        }
    };
    tokio::time::timeout(DEADLINE, pong).await.expect("a pong");
}

#[tokio::test]
async fn a_users_connections_count_together_and_anothers_apart() {
    let app = slow().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let (room, other) = (ana.opens("Help").await, bea.opens("Help").await);
    let (mut one, mut two, mut hers) = (ana.connect().await, ana.connect().await, bea.connect().await);
    let [first, second, third] =
        ["a", "b", "c"].map(|letter| (10..22).map(|i| format!("{letter}{i}")).collect::<Vec<_>>());
    let start = Instant::now();
    let ((acknowledged, _), (more, _)) =
        tokio::join!(floods(&mut one, &room, &first), floods(&mut two, &room, &second));
    assert!(acknowledged.len() + more.len() <= most_since(start), "{acknowledged:?} {more:?}");
    let (of_bea, _) = floods(&mut hers, &other, &third).await;
    assert!(of_bea.len() >= 4, "{of_bea:?}");
}

#[tokio::test]
async fn a_connection_catches_up_once_in_two_seconds() {
    let app = limited(Limits { frames_per_second: 10, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let mut socket = ana.connect().await;
    for _ in 0..4 {
        socket.send(json!({"action": "sync", "rooms": {}})).await;
    }
    socket.expect("sync").await;
    let error = socket.expect("error").await;
    assert_eq!((&error["code"], &error["action"]), (&json!("throttled"), &json!("sync")));
    socket.ask(json!({"action": "ping"}), "pong").await;
    // Another connection, such as a new tab, catches up at once.
    ana.connect().await.ask(json!({"action": "sync", "rooms": {}}), "sync").await;
}

#[tokio::test]
async fn that_somebody_types_is_told_once_a_second_and_always_that_they_stopped() {
    let app = limited(Limits { frames_per_second: 10, ..Limits::none() }).await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (mut writer, mut reader) = (ana.connect().await, ben.connect().await);
    let types = |is_typing: bool| json!({"action": "typing", "room_id": room.id, "is_typing": is_typing});
    for _ in 0..4 {
        writer.send(types(true)).await;
    }
    let error = writer.expect("error").await;
    assert_eq!((&error["code"], &error["action"]), (&json!("throttled"), &json!("typing")));
    writer.send(types(false)).await;
    reader.expect_in(&room, "typing").await;
    let stopped = async { while reader.expect_in(&room, "typing").await["data"]["is_typing"] == true {} };
    tokio::time::timeout(DEADLINE, stopped).await.expect("word that she stopped");
}

/// Connects until it works, as a place becomes free some time after a connection was closed.
async fn connects_at_last(who: &Actor) -> Socket {
    let start = Instant::now();
    loop {
        match who.try_connect(&format!("?token={}", who.token)).await {
            Ok(socket) => return socket,
            Err(status) => assert_eq!(status, 429),
        }
        assert!(start.elapsed() < DEADLINE);
    }
}

/// The status by which the next connection is refused, by token and by ticket.
async fn refusals(who: &Actor) -> [Option<u16>; 2] {
    let ticket = who.post_empty("/api/auth/ws-ticket/").await.ok()["ticket"].as_str().unwrap_or_default().to_owned();
    let by_token = who.try_connect(&format!("?token={}", who.token)).await.err();
    [by_token, who.try_connect(&format!("?ticket={ticket}")).await.err()]
}

#[tokio::test]
async fn a_user_holds_so_many_connections_and_no_more() {
    let app = limited(Limits { connections_per_user: 2, ..Limits::none() }).await;
    for who in [app.customer("ana").await, app.agent("ben").await] {
        let (one, mut two) = (who.connect().await, who.connect().await);
        assert_eq!(refusals(&who).await, [Some(429); 2]);
        // Nor does another sign-in help.
        assert_eq!(refusals(&app.login(&who.username).await).await, [Some(429); 2]);
        two.ask(json!({"action": "ping"}), "pong").await;
        one.close().await;
        connects_at_last(&who).await.ask(json!({"action": "ping"}), "pong").await;
    }
}

#[tokio::test]
async fn a_visitor_holds_so_many_connections_and_no_more() {
    let app = limited(Limits { connections_per_visitor: 1, ..Limits::none() }).await;
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let body = json!({"session_id": started["session_id"]});
    let chat = anon.post("/api/chat/complete_chat/", body).await.created();
    let vera = anon.with_token(chat["token"].as_str().unwrap_or_default());
    let one = vera.connect().await;
    assert_eq!(refusals(&vera).await, [Some(429); 2]);
    one.close().await;
    connects_at_last(&vera).await;
}

#[tokio::test]
async fn connections_opened_at_once_are_no_more_than_one_after_the_other() {
    let app = limited(Limits { connections_per_user: 3, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let query = format!("?token={}", ana.token);
    let opened = join_all((0..12).map(|_| ana.try_connect(&query))).await;
    let held = opened.iter().filter(|opened| opened.is_ok()).count();
    assert!((1..=3).contains(&held), "{held}");
}
