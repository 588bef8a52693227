//! `POST /api/chat-rooms/{id}/transfer_chat/`

use serde_json::{Value, json};
use tests::{Actor, Answer, App, NO_AGENT, Room};

async fn transfers(who: &Actor, room: &Room, to: &Value) -> Answer {
    who.post(&room.path("transfer_chat/"), json!({"agent_id": to})).await
}

#[tokio::test]
async fn its_agent_hands_a_room_over_and_everyone_learns_of_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let mut sockets = [ana.connect().await, ben.connect().await, cleo.connect().await];
    let handed_over = transfers(&ben, &room, &json!(cleo.agent_id)).await.ok();
    assert_eq!((&handed_over["status"], &handed_over["agent"]["id"]), (&json!("active"), &json!(cleo.agent_id)));
    for socket in &mut sockets {
        assert_eq!(socket.expect_in(&room, "room.updated").await["data"]["change"], "transferred");
    }
    let said = sockets[0].expect_in(&room, "message.created").await;
    assert_eq!(said["data"]["content"], "You're now chatting with Cleo Agent.");
    for (agent, chats) in [(&ben, 0), (&cleo, 1)] {
        let agent = app.admin().await.get(&format!("/api/admin-agents/{}/", agent.agent_id)).await.ok();
        assert_eq!(agent["current_active_chats"], chats);
    }
}

#[tokio::test]
async fn handing_it_over_again_changes_nothing() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let first = transfers(&ben, &room, &json!(cleo.agent_id)).await.ok();
    assert_eq!(transfers(&ben, &room, &json!(cleo.agent_id)).await.ok(), first);
}

#[tokio::test]
async fn who_has_no_charge_of_it_does_not() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    transfers(&ana, &room, &json!(cleo.agent_id)).await.is_forbidden();
    transfers(&cleo, &room, &json!(cleo.agent_id)).await.is_forbidden();
    transfers(&app.anon(), &room, &json!(cleo.agent_id)).await.is_not_authenticated();
    assert_eq!(ana.sees(&room).await["agent"]["id"], ben.agent_id);
}

#[tokio::test]
async fn a_refused_handover_leaves_the_room_with_its_agent() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    let room = app.active_room(&ana, &ben).await;
    let full = json!({"agent_id": ["Cleo Agent is away or at their chat limit."]});
    transfers(&ben, &room, &json!(away.agent_id)).await.is_invalid(full);
    transfers(&ben, &room, &json!(NO_AGENT)).await.with_status(400);
    transfers(&ben, &room, &json!(null)).await.is_invalid(json!({"agent_id": ["This field may not be null."]}));
    assert_eq!(ana.sees(&room).await["agent"]["id"], ben.agent_id);
}

#[tokio::test]
async fn a_waiting_room_is_taken_rather_than_handed_over() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    let refused = transfers(app.admin().await, &room, &json!(ben.agent_id)).await;
    refused.is_invalid(json!({"non_field_errors": ["A waiting chat can't be transferred."]}));
}

#[tokio::test]
async fn a_note_goes_along_once_and_customers_get_none_of_it() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let mut socket = cleo.connect().await;
    let body = json!({"agent_id": cleo.agent_id, "note": "Wants a refund"});
    for _ in 0..2 {
        ben.post(&room.path("transfer_chat/"), body.clone()).await.ok();
    }
    assert_eq!(socket.expect_in(&room, "note.created").await["data"]["content"], "Wants a refund");
    let notes = cleo.get(&room.path("notes/")).await.ok()["results"].clone();
    assert_eq!(notes.as_array().map(Vec::len), Some(1), "{notes}");
    assert_eq!((&notes[0]["content"], &notes[0]["author"]["id"]), (&json!("Wants a refund"), &json!(ben.user_id)));
    assert!(!json!(ana.reads_everything(&room).await).to_string().contains("refund"));
}

#[tokio::test]
async fn a_refused_handover_leaves_no_note() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let away = app.agent_with("cleo", json!({"is_available": false})).await;
    let room = app.active_room(&ana, &ben).await;
    let body = json!({"agent_id": away.agent_id, "note": "Wants a refund"});
    ben.post(&room.path("transfer_chat/"), body).await.with_status(400);
    assert_eq!(ben.get(&room.path("notes/")).await.ok()["results"], json!([]));
}
