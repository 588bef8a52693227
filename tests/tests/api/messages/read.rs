//! `POST /api/messages/{id}/mark_read/` and `mark_unread/`

use serde_json::{Value, json};
use tests::{
    Actor, App, Room,
    shapes::{assert_has, assert_time, pluck},
};

async fn read_marks(actor: &Actor, room: &Room) -> Vec<Value> {
    pluck(&json!(actor.reads_all(room).await), "is_read")
}

#[tokio::test]
async fn reading_a_message_reads_all_before_it() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    let second = ana.says(&room, "two").await;
    ana.says(&room, "three").await;
    let answer = ben.marks_read(&second).await.ok();
    assert_has(&answer, &["success", "message", "data"]);
    assert_eq!((&answer["success"], &answer["data"]["id"]), (&json!(true), &second["id"]));
    assert_eq!(answer["data"]["is_read"], true);
    assert_time(&answer["data"]["read_at"]);
    assert_eq!(read_marks(&ana, &room).await, [true, true, false]);
    assert_eq!(ben.sees(&room).await["unread_messages_count"], 1);
    let messages = ana.reads_all(&room).await;
    assert_eq!(messages[0]["read_status"], json!({"status": "read", "read_at": messages[0]["read_at"]}));
    assert_eq!(messages[2]["read_status"], json!({"status": "sent", "read_at": null}));
}

#[tokio::test]
async fn marking_as_unread_goes_back_to_just_before_it() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "one").await;
    let second = ben.says(&room, "two").await;
    let third = ben.says(&room, "three").await;
    ana.marks_read(&third).await.ok();
    assert_eq!(ana.sees(&room).await["unread_messages_count"], 0);
    let answer = ana.marks_unread(&second).await.ok();
    assert_eq!(answer["data"], json!({"id": second["id"], "is_read": false, "read_at": null}));
    assert_eq!(read_marks(&ben, &room).await, [true, false, false]);
    assert_eq!(ana.sees(&room).await["unread_messages_count"], 2);
}

#[tokio::test]
async fn marking_twice_changes_nothing_the_second_time() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let first = ana.says(&room, "one").await;
    let second = ana.says(&room, "two").await;
    let answer = ben.marks_read(&second).await.ok();
    assert_eq!(ben.marks_read(&second).await.ok(), answer);
    assert_eq!(ben.marks_read(&first).await.ok()["data"]["is_read"], true);
    assert_eq!(read_marks(&ana, &room).await, [true, true]);
}

#[tokio::test]
async fn each_side_has_a_position_of_its_own() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.says(&room, "one").await;
    let second = ben.says(&room, "two").await;
    ana.marks_read(&second).await.ok();
    // Who answers has read.
    assert_eq!(read_marks(&ana, &room).await, [true, true]);
    ana.says(&room, "three").await;
    assert_eq!(read_marks(&ana, &room).await, [true, true, false]);
    assert_eq!(ben.sees(&room).await["unread_messages_count"], 1);
}

#[tokio::test]
async fn the_others_see_it() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "one").await;
    let mut anas = ana.connect().await;
    ben.marks_read(&message).await.ok();
    let event = anas.expect("message.read").await;
    assert!(event.get("seq").is_none());
    assert_eq!((&event["room_id"], &event["data"]["seq"]), (&json!(room.id), &message["seq"]));
    assert_eq!(event["data"]["side"], "agent");
    ben.marks_unread(&message).await.ok();
    let event = anas.expect("message.read").await;
    assert_eq!(event["data"]["seq"], message["seq"].as_u64().map(|seq| seq - 1).unwrap_or_default());
}

#[tokio::test]
async fn only_the_other_side_reads() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let (anas, bens) = (ana.says(&room, "one").await, ben.says(&room, "two").await);
    ana.marks_read(&anas).await.is_forbidden();
    ben.marks_read(&bens).await.is_forbidden();
    for looker_on in [&cleo, app.admin().await] {
        looker_on.marks_read(&anas).await.is_forbidden();
        looker_on.marks_unread(&bens).await.is_forbidden();
        looker_on.reads_all(&room).await;
        looker_on.sees(&room).await;
    }
    // Ben has read what he has answered.
    assert_eq!(read_marks(&ana, &room).await, [true, false]);
}

#[tokio::test]
async fn a_stranger_finds_no_message() {
    let app = App::start().await;
    let (ana, eve) = (app.customer("ana").await, app.customer("eve").await);
    let room = ana.opens("Help").await;
    let message = ana.says(&room, "one").await;
    eve.marks_read(&message).await.is_not_found();
    eve.marks_unread(&message).await.is_not_found();
    app.anon().marks_read(&message).await.is_not_authenticated();
    ana.marks_read(&json!({"id": "01890a5d-ac96-774b-bcce-b302099a8057"})).await.is_not_found();
    ana.marks_unread(&json!({"id": "x"})).await.is_not_found();
}
