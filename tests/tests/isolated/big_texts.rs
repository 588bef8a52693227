//! The longest texts, in every list there is: no answer and no frame is larger than what carries it, and whoever
//! follows `next` gets everything.

use serde_json::{Map, Value, json};
use tests::{Actor, App, Room, shapes::pluck};

/// The largest answer, in bytes.
const MAX_ANSWER: usize = 1_000_000;
/// The largest frame, in bytes: what API Gateway posts.
const MAX_FRAME: usize = 128 * 1024;

/// A text of so many characters that take four bytes each, which begins with a number.
fn long(number: usize, characters: usize) -> String {
    let number = format!("{number} ");
    format!("{number}{}", "🙂".repeat(characters - number.len()))
}

fn longest(number: usize) -> String {
    long(number, 10_000)
}

/// All items of a list, by following `next`; every answer is small enough.
async fn walks(who: &Actor, path: &str) -> Vec<Value> {
    let (mut items, mut url) = (Vec::new(), Some(path.to_owned()));
    while let Some(here) = url {
        let answer = who.get(&here).await;
        assert!(answer.text.len() <= MAX_ANSWER, "{here}: {}", answer.text.len());
        let page = answer.ok();
        let is_desk = page["chats"].is_array();
        let (list, next) =
            if is_desk { (&page["chats"], &page["pagination"]["next"]) } else { (&page["results"], &page["next"]) };
        items.extend(list.as_array().cloned().unwrap_or_default());
        url = next.as_str().map(str::to_owned);
        assert!(items.len() < 1_000, "{path} has no end");
    }
    items
}

fn sorted(mut values: Vec<Value>) -> Vec<String> {
    values.sort_by_key(Value::to_string);
    values.iter().map(Value::to_string).collect()
}

fn ids(items: &[Value]) -> Vec<String> {
    sorted(items.iter().map(|item| item["id"].clone()).collect())
}

async fn opens(who: &Actor, number: usize) -> Room {
    let room =
        json!({"subject": long(number, 200), "description": long(number, 5_000), "initial_message": longest(number)});
    who.opens_with(room).await
}

/// A desk of rooms whose every text is as long as can be.
struct Desk {
    app: App,
    ana: Actor,
    ben: Actor,
    waiting: Vec<String>,
    active: Vec<String>,
    closed: Vec<String>,
}

impl Desk {
    async fn open() -> Self {
        let app = App::own().await;
        let (ana, ben) = (app.customer("ana").await, app.agent_with("ben", json!({"max_concurrent_chats": 50})).await);
        let mut rooms = Vec::new();
        for number in 0..28 {
            let room = opens(&ana, number).await;
            if (8..16).contains(&number) {
                app.assign(&room, &ben).await;
                for number in 1..4 {
                    ana.says(&room, &longest(number)).await;
                }
            } else if number >= 16 {
                ana.post_empty(&room.path("close/")).await.ok();
            }
            rooms.push(json!(room.id));
        }
        let part = |range: std::ops::Range<usize>| sorted(rooms[range].to_vec());
        Self { waiting: part(0..8), active: part(8..16), closed: part(16..28), app, ana, ben }
    }

    fn all(&self) -> Vec<String> {
        let mut all = [self.waiting.clone(), self.active.clone(), self.closed.clone()].concat();
        all.sort();
        all
    }
}

#[tokio::test]
async fn no_list_of_rooms_is_over_a_megabyte_and_each_is_whole() {
    let desk = Desk::open().await;
    let admin = desk.app.admin().await;
    for (who, path, rooms) in [
        (&desk.ben, "/api/chat-rooms/waiting_chats/?page_size=100", &desk.waiting),
        (&desk.ben, "/api/chat-rooms/my_chats/?page_size=100", &desk.active),
        (admin, "/api/chat-rooms/all_chats/?page_size=100", &desk.all()),
        (&desk.ben, "/api/chat-rooms/filtered_chats/?page_size=100&status=closed", &desk.closed),
        (admin, "/api/chat-rooms/resolved_closed_chats/?page_size=100", &desk.closed),
        (&desk.ana, "/api/chat-rooms/?page_size=100", &desk.all()),
        (&desk.ana, "/api/chat-rooms/?page_size=100&page=1", &desk.all()),
        (&desk.ben, "/api/chat-rooms/?page_size=100&search=1", &desk.all()),
        (&desk.ben, "/api/chat-rooms/waiting_chats/?page_size=100&page=1", &desk.waiting),
    ] {
        let found = ids(&walks(who, path).await);
        if path.contains("search") {
            assert!(found.iter().all(|id| rooms.contains(id)) && found.len() >= 10, "{path}");
        } else {
            assert_eq!(&found, rooms, "{path}");
        }
    }
    // A list that isn't paged keeps the newest.
    let recent = desk.ana.get("/api/messages/recent_chats/?limit=50").await;
    assert!(recent.text.len() <= MAX_ANSWER, "{}", recent.text.len());
    let recent = pluck(&recent.ok()["chats"], "id");
    assert!(recent.len() >= 8 && desk.closed.contains(&recent[0].to_string()), "{recent:?}");
    for (path, messages) in [("waiting_chats", 1), ("my_chats", 5)] {
        for chat in walks(&desk.ben, &format!("/api/chat-rooms/{path}/?page_size=100")).await {
            assert_eq!(chat["messages"].as_array().map(Vec::len), Some(messages), "{path}");
        }
    }
}

#[tokio::test]
async fn lists_of_rooms_are_walked_back_as_they_were_walked_there() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    for number in 0..24 {
        opens(&ana, number).await;
    }
    let (there, back) = ana.walks_there_and_back("/api/chat-rooms/?page_size=100").await;
    assert!(there.len() > 1);
    assert_eq!(tests::shapes::ids(&there), tests::shapes::ids(&back));
}

/// A room of so many of the longest messages.
async fn conversation(who: &Actor, messages: usize) -> Room {
    let room = who.opens("Help").await;
    for number in 0..messages {
        who.says(&room, &longest(number)).await;
    }
    room
}

fn numbers(messages: &[Value]) -> Vec<usize> {
    let number = |message: &Value| message["content"].as_str()?.split(' ').next()?.parse().ok();
    let mut numbers: Vec<usize> = messages.iter().filter_map(number).collect();
    numbers.sort_unstable();
    numbers
}

#[tokio::test]
async fn no_list_of_messages_is_over_a_megabyte_and_each_is_whole() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = conversation(&ana, 60).await;
    let mut wrong = Vec::new();
    for path in [
        room.path("messages/?page_size=100"),
        room.path("messages/?page_size=100&page=1"),
        room.path("messages/?page_size=100&after_seq=0"),
        format!("/api/messages/?page_size=100&chat_room_id={}", room.id),
        format!("/api/messages/by_chat/?page_size=100&chat_room_id={}", room.id),
    ] {
        let found = numbers(&walks(&ana, &path).await);
        if found != (0..60).collect::<Vec<_>>() {
            wrong.push((path, found));
        }
    }
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn the_messages_of_all_rooms_are_whole_by_their_pages() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let bea = app.customer("bea").await;
    conversation(&ana, 60).await;
    conversation(&bea, 30).await;
    for number in 30..60 {
        bea.says(&bea.opens("Help").await, &longest(number)).await;
    }
    let mut wrong = Vec::new();
    for (who, rooms) in [(&ana, "one room"), (&bea, "many rooms")] {
        for query in ["", "?page_size=100", "?page=1", "?page=1&page_size=100"] {
            let found = numbers(&walks(who, &format!("/api/messages/{query}")).await);
            if found != (0..60).collect::<Vec<_>>() {
                wrong.push((rooms, query, found));
            }
        }
    }
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn a_transcript_that_would_be_too_large_keeps_the_newest_and_says_how_many_are_left_out() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = conversation(&ana, 40).await;
    let text = ana.get(&room.path("transcript/")).await;
    assert!(text.status == 200 && text.text.len() <= MAX_ANSWER, "{}", text.text.len());
    let json = ana.get(&room.path("transcript/?format=json")).await;
    assert!(json.text.len() <= MAX_ANSWER, "{}", json.text.len());
    let kept = numbers(json.json["messages"].as_array().expect("messages"));
    let left_out = json.json["left_out"].as_u64().unwrap_or_default();
    assert!(left_out > 0 && kept.len() > 10, "{left_out}");
    assert_eq!(kept, (40 - kept.len()..40).collect::<Vec<_>>());
    assert_eq!((kept.len() as u64 + left_out, &json.json["message_count"]), (40, &json!(40)));
    assert!(text.text.contains("earlier messages not included"));
    assert!(text.text.contains(": 39 🙂") && !text.text.contains(": 0 🙂"));
}

#[tokio::test]
async fn a_visitors_chat_of_the_longest_messages_can_be_loaded() {
    let app = App::own().await;
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": longest(0)})).await.ok();
    let body = json!({"session_id": started["session_id"]});
    let chat = anon.post("/api/chat/complete_chat/", body).await.created();
    let vera = anon.with_token(chat["token"].as_str().unwrap_or_default());
    let room = Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() };
    for number in 1..40 {
        let body = json!({"chat_room_id": room.id, "content": longest(number)});
        vera.post("/api/chat/send_message/", body).await.created();
    }
    let status = vera.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", room.id)).await;
    assert!(status.status == 200 && status.text.len() <= MAX_ANSWER, "{}", status.text.len());
    let history = numbers(status.json["message_history"].as_array().expect("messages"));
    assert_eq!(history, (40 - history.len()..40).collect::<Vec<_>>());
    assert_eq!(numbers(&walks(&vera, &room.path("messages/")).await), (0..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_sync_stops_at_a_megabyte_and_the_next_goes_on() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = conversation(&ana, 40).await;
    let mut socket = ana.connect().await;
    let (mut contents, mut after, mut rounds, mut bytes) = (Vec::new(), 0, 0, 0);
    let mut ask = true;
    while after < 40 {
        if std::mem::take(&mut ask) {
            (rounds, bytes) = (rounds + 1, 0);
            socket.send(json!({"action": "sync", "rooms": {room.id.clone(): after}})).await;
        }
        let frame = socket.expect("sync").await;
        let size = frame.to_string().len();
        bytes += size;
        assert!(size <= MAX_FRAME && bytes <= MAX_ANSWER, "{size} {bytes}");
        for part in frame["data"]["rooms"].as_array().into_iter().flatten() {
            assert_eq!(part["reset"], json!(false));
            contents.extend(pluck(&part["events"], "data"));
            after = part["last_seq"].as_u64().unwrap_or_default();
            ask = part["goes_on"] == true;
        }
    }
    assert!(rounds > 1);
    assert_eq!(numbers(&contents), (0..40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_sync_of_many_rooms_goes_on_until_each_is_whole() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let mut known = Map::new();
    for _ in 0..8 {
        known.insert(conversation(&ana, 5).await.id, json!(0));
    }
    let mut socket = ana.connect().await;
    let (mut contents, mut rounds) = (Vec::new(), 1);
    socket.send(json!({"action": "sync", "rooms": known})).await;
    while contents.len() < 40 {
        let frame = socket.expect("sync").await;
        assert!(frame.to_string().len() <= MAX_FRAME);
        let mut goes_on = false;
        for part in frame["data"]["rooms"].as_array().into_iter().flatten() {
            contents.extend(pluck(&part["events"], "data"));
            known.insert(part["room_id"].as_str().unwrap_or_default().into(), part["last_seq"].clone());
            goes_on |= part["goes_on"] == true;
        }
        // What is left for later stands in the last frame of an answer.
        if goes_on {
            rounds += 1;
            socket.send(json!({"action": "sync", "rooms": known})).await;
        }
    }
    assert!((2..10).contains(&rounds), "{rounds}");
    assert_eq!(numbers(&contents), (0..40).map(|at| at / 8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_room_and_a_message_of_the_longest_texts_are_pushed() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let mut socket = ben.connect().await;
    let room = opens(&ana, 1).await;
    let created = socket.expect_in(&room, "room.created").await;
    assert!(created.to_string().len() <= MAX_FRAME);
    app.assign(&room, &ben).await;
    ana.says(&room, &longest(2)).await;
    let message = socket.expect_in(&room, "message.created").await;
    assert!(message.to_string().len() <= MAX_FRAME);
}

#[tokio::test]
async fn the_other_lists_of_long_texts_are_no_larger() {
    let app = App::own().await;
    let (ana, ben, admin) = (app.customer("ana").await, app.agent("ben").await, app.admin().await);
    let room = app.active_room(&ana, &ben).await;
    let message = ben.says(&room, &longest(0)).await;
    for number in 0..30 {
        ben.post(&room.path("notes/"), json!({"content": longest(number)})).await.created();
        let canned = json!({"shortcut": format!("c{number}"), "content": longest(number)});
        admin.post("/api/canned-responses/", canned).await.created();
        ben.edits(&message, &longest(number)).await.ok();
    }
    for path in [room.path("notes/?page_size=100"), "/api/canned-responses/?page_size=100".to_owned()] {
        assert_eq!(numbers(&walks(&ben, &path).await), (0..30).collect::<Vec<_>>(), "{path}");
    }
    let versions = ben.get(&format!("/api/messages/{}/versions/", message["id"].as_str().unwrap_or_default())).await;
    assert!(versions.status == 200 && versions.text.len() <= MAX_ANSWER, "{}", versions.text.len());
    for path in [room.path("messages/?after_seq=0&page_size=100"), "/api/audit/?page_size=100".to_owned()] {
        assert!(!walks(admin, &path).await.is_empty());
    }
}
