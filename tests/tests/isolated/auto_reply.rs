//! The system's reply to a new chat while the desk is closed or nobody is there.

use serde_json::{Value, json};
use tests::{Actor, App, Room, shapes::pluck};

use crate::desk::sets;

const OURS: &str = "We’re not available right now. We’ll get back to you as soon as we can.";

/// A desk that replies.
async fn replying() -> App {
    let app = App::own().await;
    sets(app.admin().await, "texts", json!({"is_auto_reply_on": true})).await.ok();
    app
}

/// A visitor's new chat in a language.
async fn visits(app: &App, language: &str) -> (Actor, Room) {
    let first = json!({"initial_message": "Hello?", "language": language});
    let started = app.anon().post("/api/chat/start_chat/", first).await.ok();
    let profile = json!({"session_id": started["session_id"], "email": "vera@example.com"});
    let chat = app.anon().post("/api/chat/complete_chat/", profile.clone()).await.created();
    // Completed once more, since the answer may have been lost, it is the same chat.
    let again = app.anon().post("/api/chat/complete_chat/", profile).await.created();
    assert_eq!(again["chat_room_id"], chat["chat_room_id"]);
    let visitor = app.anon().with_token(chat["token"].as_str().unwrap_or_default());
    (visitor, Room { id: chat["chat_room_id"].as_str().unwrap_or_default().into() })
}

/// Senders, texts and numbers of the messages of a room.
async fn said(who: &Actor, room: &Room) -> Vec<(Value, Value, Value)> {
    let page = who.get(&room.path("messages/")).await.ok();
    let [senders, texts, seqs] = ["sender_type", "content", "seq"].map(|field| pluck(&page["results"], field));
    senders.into_iter().zip(texts).zip(seqs).map(|((sender, text), seq)| (sender, text, seq)).collect()
}

fn message(sender: &str, text: &str, seq: u64) -> (Value, Value, Value) {
    (json!(sender), json!(text), json!(seq))
}

#[tokio::test]
async fn a_new_chat_gets_one_reply_which_is_part_of_its_history() {
    let app = replying().await;
    let (vera, room) = visits(&app, "").await;
    vera.says(&room, "Anybody?").await;
    let expected = [message("user", "Hello?", 1), message("system", OURS, 2), message("user", "Anybody?", 3)];
    assert_eq!(said(&vera, &room).await, expected);
    let synced = vera.connect().await.sync_of(&room, 0).await;
    assert_eq!(pluck(&synced["events"], "seq"), [1, 2, 3].map(Value::from));
    let transcript = vera.get(&room.path("transcript/")).await;
    assert!(transcript.text.contains(&format!("System: {OURS}")), "{}", transcript.text);
}

#[tokio::test]
async fn a_customer_with_an_account_gets_the_reply_and_their_new_room_counts_it() {
    let app = replying().await;
    let ana = app.customer("ana").await;
    for (body, seq) in [(json!({"subject": "Help", "initial_message": "Hello?"}), 2), (json!({"subject": "Help"}), 1)] {
        let room = ana.post("/api/chat-rooms/", body).await.created();
        assert_eq!((&room["last_seq"], &room["message_count"]), (&json!(seq), &json!(seq)));
        let last = &room["last_message"];
        assert_eq!(
            (&last["sender_type"], &last["content"], &last["seq"]),
            (&json!("system"), &json!(OURS), &json!(seq))
        );
        let room = Room { id: room["id"].as_str().unwrap_or_default().into() };
        assert_eq!(ana.sees(&room).await["last_message"], *last);
    }
}

#[tokio::test]
async fn the_reply_is_in_the_language_of_the_chat_and_in_the_desks_words_if_it_has_any() {
    let app = replying().await;
    let texts = json!({"languages": {"es": {"auto_reply": "Volvemos mañana."}}});
    sets(app.admin().await, "texts", texts).await.ok();
    for (language, reply) in [("es-MX", "Volvemos mañana."), ("en", OURS), ("tlh", OURS)] {
        let (vera, room) = visits(&app, language).await;
        assert_eq!(said(&vera, &room).await[1], message("system", reply, 2), "{language}");
    }
}

#[tokio::test]
async fn a_room_is_marked_while_the_desk_is_closed_or_nobody_is_there_and_gets_a_reply_if_an_admin_wants_that() {
    let app = replying().await;
    let (admin, ben) = (app.admin().await, app.agent("ben").await);
    let visit = async || {
        let (vera, room) = visits(&app, "").await;
        (said(&vera, &room).await.len(), admin.sees(&room).await["was_unattended"] == true)
    };
    ben.comes_online().await;
    assert_eq!(visit().await, (1, false));
    sets(admin, "hours", json!({"is_always_open": false})).await.ok();
    assert_eq!(visit().await, (2, true));
    sets(admin, "texts", json!({"is_auto_reply_on": false})).await.ok();
    assert_eq!(visit().await, (1, true));
    sets(admin, "hours", json!({"is_always_open": true})).await.ok();
    sets(admin, "texts", json!({"is_auto_reply_on": true})).await.ok();
    ben.post_empty(&format!("/api/agents/{}/toggle_availability/", ben.agent_id)).await.ok();
    assert_eq!(visit().await, (2, true));
}

#[tokio::test]
async fn the_reply_is_no_agents_answer() {
    let app = replying().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = ana.opens("Help").await;
    assert_eq!(ana.sees(&room).await["unread_messages_count"], 0);
    assert_eq!(ana.get("/api/notifications/").await.ok()["total_count"], 0);
    let unanswered = json!({"non_field_errors": ["You can email the transcript once an agent has answered."]});
    let transcript = json!({"email": "ana@example.com"});
    let mail = json!({"version": 0, "sender": "help@example.com"});
    app.admin().await.patch("/api/settings/", json!({"mail": mail})).await.ok();
    ana.post(&room.path("transcript/email/"), transcript).await.is_invalid(unanswered);
    ben.post_empty(&room.path("take_chat/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.ok();
    let resolved = app.admin().await.get(&format!("/api/agents/{}/", ben.agent_id)).await.ok();
    let figures = (&resolved["total_resolved_chats"], &resolved["average_first_response_seconds"]);
    assert_eq!(figures, (&json!(1), &Value::Null));
}

#[tokio::test]
async fn a_chat_that_is_reopened_gets_no_other_reply() {
    let app = replying().await;
    let (vera, room) = visits(&app, "").await;
    let ben = app.agent("ben").await;
    ben.post_empty(&room.path("take_chat/")).await.ok();
    ben.post_empty(&room.path("resolve/")).await.ok();
    ben.post_empty("/api/auth/logout/").await.ok();
    vera.says(&room, "It broke again").await;
    let replies = said(&vera, &room).await.into_iter().filter(|(_, text, _)| text == OURS).count();
    assert_eq!(replies, 1);
}
