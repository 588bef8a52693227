//! Notifications of messages: a reader gets one unless they have an unread one of the room; and the earlier versions of
//! an edited message, which staff see.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Actor, App, Room, shapes::pluck};

/// The notifications of messages of a room that somebody has, the newest first.
async fn notified(who: &Actor, room: &Room) -> Vec<Value> {
    let mut all = who.walks("/api/notifications/").await;
    all.retain(|note| note["notification_type"] == "new_message" && note["chat_room_id"] == room.id);
    all
}

async fn unread(who: &Actor, room: &Room) -> usize {
    notified(who, room).await.iter().filter(|note| note["is_read"] == false).count()
}

/// Ways in which a reader marks what they have.
#[derive(Clone, Copy, Debug)]
enum Way {
    One,
    Several,
    All,
}

const WAYS: [Way; 3] = [Way::One, Way::Several, Way::All];

async fn marks(who: &Actor, way: Way) {
    let notes = who.walks("/api/notifications/").await;
    let unread = notes.iter().filter(|note| note["is_read"] == false).map(|note| note["id"].clone());
    let unread: Vec<Value> = unread.collect();
    match way {
        Way::One => {
            for id in unread {
                let path = format!("/api/notifications/{}/mark_read/", id.as_str().unwrap_or_default());
                who.post_empty(&path).await.ok();
            }
        }
        Way::Several => drop(who.post("/api/notifications/mark_read/", json!({"notification_ids": unread})).await.ok()),
        Way::All => drop(who.post_empty("/api/notifications/mark_all_read/").await.ok()),
    }
}

#[tokio::test]
async fn a_reader_has_one_unread_notification_of_a_room_however_much_is_written() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    for (writer, reader) in [(&ana, &ben), (&ben, &ana)] {
        for text in ["1", "2", "3"] {
            writer.says(&room, text).await;
            assert_eq!(unread(reader, &room).await, 1, "{text}");
        }
    }
    // Who writes hears nothing of it.
    assert_eq!((notified(&ana, &room).await.len(), notified(&ben, &room).await.len()), (1, 1));
}

#[tokio::test]
async fn a_message_after_the_notification_was_read_brings_another() {
    for way in WAYS {
        let app = App::own().await;
        let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
        let room = app.active_room(&ana, &ben).await;
        for (writer, reader) in [(&ana, &ben), (&ben, &ana)] {
            let mut socket = reader.connect().await;
            for round in 1..4 {
                writer.says(&room, "Hello?").await;
                assert_eq!(notified(reader, &room).await.len(), round, "{way:?}");
                let pushed = socket.expect_in(&room, "notification.created").await;
                assert_eq!(pushed["data"]["notification_type"], "new_message", "{way:?}");
                writer.says(&room, "Are you there?").await;
                assert_eq!(notified(reader, &room).await.len(), round, "{way:?}");
                marks(reader, way).await;
                assert_eq!(unread(reader, &room).await, 0, "{way:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_notification_that_was_read_in_one_room_says_nothing_of_another() {
    for way in WAYS {
        let app = App::own().await;
        let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
        let (one, other) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
        ana.says(&one, "Hello").await;
        marks(&ben, way).await;
        ana.says(&other, "Hello").await;
        ana.says(&other, "Hello again").await;
        assert_eq!((unread(&ben, &one).await, unread(&ben, &other).await), (0, 1), "{way:?}");
    }
}

#[tokio::test]
async fn reading_the_messages_leaves_the_notification_and_brings_no_second() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello").await;
    ben.post("/api/messages/mark_chat_read/", json!({"chat_room_id": room.id})).await.ok();
    ana.says(&room, "Hello again").await;
    assert_eq!(unread(&ben, &room).await, 1);
}

#[tokio::test]
async fn messages_at_once_bring_one_notification() {
    for way in WAYS {
        let app = App::own().await;
        let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
        let room = app.active_room(&ana, &ben).await;
        for round in 1..3 {
            join_all(["1", "2", "3", "4"].map(|text| ana.says(&room, text))).await;
            assert_eq!(notified(&ben, &room).await.len(), round, "{way:?}");
            marks(&ben, way).await;
        }
    }
}

#[tokio::test]
async fn an_agent_who_takes_over_is_notified_too() {
    let app = App::own().await;
    let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "Hello").await;
    ben.post(&room.path("transfer_chat/"), json!({"agent_id": cem.agent_id})).await.ok();
    ana.says(&room, "Anybody?").await;
    assert_eq!(unread(&cem, &room).await, 1);
}

fn versions_path(message: &Value) -> String {
    format!("/api/messages/{}/versions/", message["id"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn staff_see_what_a_message_said_before() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (hers, his) = (ana.says(&room, "First").await, ben.says(&room, "Untouched").await);
    for text in ["Second", "Third"] {
        ana.edits(&hers, text).await.ok();
    }
    for staff in [&ben, app.admin().await] {
        let versions = staff.get(&versions_path(&hers)).await.ok();
        assert_eq!(
            (&versions["count"], pluck(&versions["results"], "content")),
            (&json!(2), vec![json!("First"), json!("Second")])
        );
        pluck(&versions["results"], "replaced_at").iter().for_each(tests::shapes::assert_time);
        assert_eq!(staff.get(&versions_path(&his)).await.ok()["results"], json!([]));
    }
}

#[tokio::test]
async fn customers_do_not_see_what_a_message_said_before() {
    let app = App::own().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let (hers, his) = (ana.says(&room, "Hers").await, ben.says(&room, "Not for her eyes").await);
    ana.edits(&hers, "Hers again").await.ok();
    ben.edits(&his, "For her eyes").await.ok();
    let mut socket = ana.connect().await;
    for message in [&hers, &his] {
        ana.get(&versions_path(message)).await.is_forbidden();
        bea.get(&versions_path(message)).await.is_not_found();
        app.anon().get(&versions_path(message)).await.is_not_authenticated();
    }
    let sync = socket.sync_of(&room, 0).await.to_string();
    let list = ana.get(&room.path("messages/?after_seq=0")).await.text;
    let transcript = ana.get(&room.path("transcript/")).await.text;
    for text in [sync, list, transcript] {
        assert!(!text.contains("Not for her eyes"), "{text}");
    }
}

#[tokio::test]
async fn visitors_do_not_see_what_a_message_said_before() {
    let app = App::own().await;
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let chat = anon.post("/api/chat/complete_chat/", json!({"session_id": started["session_id"]})).await.created();
    let vera = anon.with_token(chat["token"].as_str().unwrap_or_default());
    let room = Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() };
    let message = app.admin().await.says(&room, "Wrong").await;
    app.admin().await.edits(&message, "Right").await.ok();
    vera.get(&versions_path(&message)).await.is_forbidden();
    vera.get(&format!("/api/messages/{}/", message["id"].as_str().unwrap_or_default())).await.ok();
}
