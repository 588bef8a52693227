//! Concurrent requests must have the same outcome as the same requests one after the other.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Actor, Answer, App, PASSWORD, Room, shapes::pluck, until_answered};

fn statuses(answers: &[Answer]) -> (usize, usize, usize) {
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    (count(200), count(201), count(400))
}

async fn assign_all(app: &App, rooms: &[Room], agent: &Actor) -> Vec<Answer> {
    let admin = app.admin().await;
    let body = json!({"agent_id": agent.agent_id});
    let assign = async |room: &Room| {
        let path = room.path("assign_agent/");
        until_answered(|| admin.post(&path, body.clone())).await
    };
    join_all(rooms.iter().map(assign)).await
}

/// Sends a message as clients do: under a name for it, and again for as long as the system is too busy.
async fn sends(actor: &Actor, room: &Room, content: &str) -> Answer {
    let name = format!("{:x}", rand::random::<u64>());
    until_answered(|| actor.sends_message(room, content, Some(&name))).await
}

async fn agent_now(app: &App, agent: &Actor) -> Value {
    app.admin().await.get(&format!("/api/admin-agents/{}/", agent.agent_id)).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_registrations_of_one_address_one_is_taken() {
    let app = App::start().await;
    let fields = json!({"email": app.email("ana")});
    let attempts = (0..10).map(async |i| app.register(&format!("ana{i}"), fields.clone()).await);
    let answers = join_all(attempts).await;
    assert_eq!(statuses(&answers), (0, 1, 9));
    for refused in answers.into_iter().filter(|answer| answer.status == 400) {
        refused.is_invalid(json!({"email": ["A user with that email already exists."]}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_senders_in_one_room_get_twenty_numbers_without_gaps() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let contents: Vec<_> = (0..20).map(|i| i.to_string()).collect();
    let answers = join_all(contents.iter().map(|content| sends(&ana, &room, content))).await;
    let mut seqs: Vec<_> = answers.iter().map(|answer| answer.json["seq"].as_u64()).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=20).map(Some).collect::<Vec<_>>());
    let stored = json!(ana.reads_all(&room).await);
    assert_eq!(pluck(&stored, "seq"), (1..=20).collect::<Vec<_>>());
    let mut pushed = Vec::new();
    for _ in 1..=20 {
        pushed.push(socket.expect("message.created").await["seq"].as_u64());
    }
    pushed.sort_unstable();
    assert_eq!(pushed, seqs);
    let seen = app.admin().await.sees(&room).await;
    assert_eq!((&seen["message_count"], &seen["unread_messages_count"]), (&json!(20), &json!(20)));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_at_once_count_right() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let senders = (0..16).map(|i| if i % 4 == 0 { &ben } else { &ana });
    join_all(senders.map(|sender| sends(sender, &room, "x"))).await;
    // Who writes has read what was there before: of each side the other's last messages are unread.
    let last_of = |messages: &[Value], side: &str| {
        messages.iter().rev().take_while(|message| message["sender_type"] == side).count()
    };
    let messages = ana.reads_all(&room).await;
    assert_eq!(ana.sees(&room).await["unread_messages_count"], last_of(&messages, "agent"));
    assert_eq!(ben.sees(&room).await["unread_messages_count"], last_of(&messages, "user"));
    // One to start the unread ones of each side, however many came at once.
    let new_messages = async |actor: &Actor| {
        let notes = actor.walks("/api/notifications/").await;
        notes.iter().filter(|note| note["notification_type"] == "new_message").count()
    };
    assert_eq!((new_messages(&ana).await, new_messages(&ben).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_ten_times_at_once_is_one_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let send = || ana.sends_message(&room, "Hello", Some("m-1"));
    let answers = join_all((0..10).map(|_| until_answered(send))).await;
    assert_eq!(statuses(&answers), (9, 1, 0));
    let stored = ana.reads_all(&room).await;
    assert_eq!(stored.len(), 1);
    assert!(answers.iter().all(|answer| answer.json["id"] == stored[0]["id"]));
    assert_eq!(ana.sees(&room).await["last_seq"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_by_http_and_by_sockets_at_once_is_one_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let mut sockets = [ana.connect().await, ana.connect().await, ana.connect().await];
    let frame = json!({"action": "message", "room_id": room.id, "content": "Hello", "client_message_id": "m-1"});
    let by_socket = join_all(sockets.iter_mut().map(|socket| socket.ask(frame.clone(), "ack")));
    let by_http = join_all((0..3).map(|_| until_answered(|| ana.sends_message(&room, "Hello", Some("m-1")))));
    let (acks, answers) = tokio::join!(by_socket, by_http);
    let stored = ana.reads_all(&room).await;
    assert_eq!(stored.len(), 1);
    assert!(acks.iter().all(|ack| ack["data"]["id"] == stored[0]["id"]));
    assert!(answers.iter().all(|answer| answer.json["id"] == stored[0]["id"]));
    for socket in &mut sockets {
        socket.expect("message.created").await;
        // A repetition is told again, as the attempt before it may have died before it could; the number is the same.
        let again = socket.arrived_of("message.created").await;
        assert!(again.iter().all(|event| event["seq"] == 1 && event["data"]["id"] == stored[0]["id"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_free_place_goes_to_one_of_two_rooms() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 1})).await;
    let rooms = [ana.opens("A").await, ana.opens("B").await];
    let answers = assign_all(&app, &rooms, &ben).await;
    assert_eq!(statuses(&answers), (1, 0, 1));
    assert_eq!(agent_now(&app, &ben).await["current_active_chats"], 1);
    let active = ana.walks("/api/chat-rooms/?status=active").await;
    assert_eq!(active.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_rooms_at_once_never_exceed_a_capacity_of_three() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"max_concurrent_chats": 3})).await;
    let mut rooms = Vec::new();
    for _ in 0..10 {
        rooms.push(ana.opens("Help").await);
    }
    let answers = assign_all(&app, &rooms, &ben).await;
    assert_eq!(statuses(&answers), (3, 0, 7));
    assert_eq!(agent_now(&app, &ben).await["current_active_chats"], 3);
    assert_eq!(ana.walks("/api/chat-rooms/?status=active").await.len(), 3);
    assert_eq!(ana.walks("/api/chat-rooms/?status=waiting").await.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_assigned_to_two_agents_at_once_has_one_and_the_counts_agree() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (ben, cleo) = (app.agent("ben").await, app.agent("cleo").await);
    let room = ana.opens("Help").await;
    tokio::join!(app.assign(&room, &ben), app.assign(&room, &cleo));
    let holder = ana.sees(&room).await["agent"]["id"].clone();
    for agent in [&ben, &cleo] {
        let expected = u64::from(holder == agent.agent_id);
        assert_eq!(agent_now(&app, agent).await["current_active_chats"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_resolved_ten_times_at_once_is_resolved_once() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let path = room.path("resolve/");
    let answers = join_all((0..10).map(|_| until_answered(|| ben.post_empty(&path)))).await;
    assert_eq!(statuses(&answers), (1, 0, 9));
    let agent = agent_now(&app, &ben).await;
    assert_eq!((&agent["current_active_chats"], &agent["total_resolved_chats"]), (&json!(0), &json!(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_after_the_room_was_closed() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let close = async {
        let path = room.path("close/");
        until_answered(|| ana.post_empty(&path)).await.ok();
    };
    let (answers, ()) = tokio::join!(join_all((0..10).map(|_| sends(&ana, &room, "x"))), close);
    let (sent_before, sent_now, refused) = statuses(&answers);
    let sent = sent_before + sent_now;
    assert_eq!(sent + refused, 10);
    let seen = ana.sees(&room).await;
    assert_eq!((&seen["message_count"], &seen["last_seq"]), (&json!(sent), &json!(sent + 1)));
    let messages = json!(ana.reads_all(&room).await);
    assert_eq!(pluck(&messages, "seq"), (1..=sent).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_refresh_at_once_all_go_on() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let anon = app.anon();
    let body = json!({"refresh": ana.refresh});
    let answers = join_all((0..4).map(|_| anon.post("/api/token/refresh/", body.clone()))).await;
    for answer in answers {
        let pair = answer.ok();
        assert!(app.anon().with_token(pair["access"].as_str().unwrap_or_default()).is_signed_in().await);
        anon.post("/api/token/refresh/", json!({"refresh": pair["refresh"]})).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_five_password_changes_at_once_one_counts() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let changes = (0..5).map(async |i| {
        let body = json!({"old_password": PASSWORD, "new_password": format!("another horse {i}")});
        ana.post("/api/auth/password/change/", body).await
    });
    let answers = join_all(changes).await;
    assert_eq!(statuses(&answers), (1, 0, 4));
    assert!(ana.is_signed_in().await);
}
