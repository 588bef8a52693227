//! `sync`

use serde_json::json;
use tests::{App, shapes::pluck};

#[tokio::test]
async fn what_was_missed_comes_in_order_as_it_was_pushed() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let mut socket = ana.connect().await;
    let message = ana.says(&room, "Helo").await;
    app.assign(&room, &ben).await;
    ana.edits(&message, "Hello").await.ok();
    ben.says(&room, "Hi").await;
    let mut pushed = Vec::new();
    while pushed.len() < 5 {
        let frame = socket.next().await;
        pushed.extend(frame.get("seq").is_some().then_some(frame));
    }
    let missed = socket.sync_of(&room, 0).await;
    assert_eq!((&missed["last_seq"], &missed["reset"]), (&json!(5), &json!(false)));
    let expected = ["message.created", "room.updated", "message.created", "message.edited", "message.created"];
    assert_eq!(pluck(&missed["events"], "type"), expected);
    assert_eq!(pluck(&missed["events"], "seq"), [1, 2, 3, 4, 5]);
    assert_eq!(pluck(&json!(pushed), "type"), expected);
    assert_eq!(pluck(&json!(pushed), "time"), pluck(&missed["events"], "time"));
    let rest = socket.sync_of(&room, 4).await;
    assert_eq!(rest["events"], json!([missed["events"][4]]));
}

#[tokio::test]
async fn who_missed_nothing_gets_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    ana.says(&room, "one").await;
    let mut socket = ana.connect().await;
    for after in [1, 2, u64::MAX] {
        let missed = socket.sync_of(&room, after).await;
        assert_eq!((&missed["events"], &missed["reset"]), (&json!([]), &json!(false)), "{after}");
        assert_eq!(missed["last_seq"], 1, "{after}");
    }
}

#[tokio::test]
async fn without_rooms_it_is_all_open_rooms() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let (waiting, active) = (ana.opens("A").await, app.active_room(&ana, &ben).await);
    let closed = ana.opens("C").await;
    ana.post_empty(&closed.path("close/")).await.ok();
    bea.opens("B").await;
    for (actor, expected) in [(&ana, vec![&waiting, &active]), (&ben, vec![&active])] {
        for frame in [json!({"action": "sync"}), json!({"action": "sync", "rooms": {}})] {
            let sync = actor.connect().await.ask(frame, "sync").await;
            let mut rooms = pluck(&sync["data"]["rooms"], "room_id");
            rooms.sort_by_key(ToString::to_string);
            assert_eq!(rooms, expected.iter().map(|room| json!(room.id)).collect::<Vec<_>>());
        }
    }
}

#[tokio::test]
async fn it_counts_unread_notifications() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    let mut socket = ana.connect().await;
    assert_eq!(socket.ask(json!({"action": "sync"}), "sync").await["data"]["notifications_unread"], 1);
    ana.post_empty("/api/notifications/mark_all_read/").await.ok();
    assert_eq!(socket.ask(json!({"action": "sync"}), "sync").await["data"]["notifications_unread"], 0);
}

#[tokio::test]
async fn rooms_that_are_not_theirs_are_left_out() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let (room, own) = (ana.opens("Help").await, eve.opens("Mine").await);
    ana.says(&room, "secret").await;
    let frame = json!({"action": "sync", "rooms": {room.id: 0, own.id.clone(): 0, uuid(): 0}});
    let sync = eve.connect().await.ask(frame, "sync").await;
    assert_eq!(pluck(&sync["data"]["rooms"], "room_id"), [own.id]);
}

fn uuid() -> &'static str {
    "01890a5d-ac96-774b-bcce-b302099a8057"
}

#[tokio::test]
async fn what_it_is_asked_must_make_sense() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut socket = ana.connect().await;
    for rooms in [json!([]), json!("x"), json!({"x": 1}), json!({uuid(): "x"}), json!({uuid(): -1})] {
        let error = socket.ask(json!({"action": "sync", "rooms": rooms}), "error").await;
        assert_eq!((&error["code"], &error["action"]), (&json!("invalid"), &json!("sync")), "{rooms}");
    }
}
