//! Privacy: nothing that is only for staff reaches a customer or a visitor, and nothing at all reaches a former member
//! of staff.

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};
use shared::config::{DeskSettings, SecretKey};
use tests::{Actor, App, Room, Socket};

/// Fields of an agent that everybody sees.
const OF_AN_AGENT: [&str; 5] = ["avatar", "full_name", "id", "is_available", "is_online"];

/// An agent whose every text is known.
async fn agent(app: &App, name: &str) -> Actor {
    let fields = json!({"employee_id": format!("employee-{name}"), "department": format!("department-{name}")});
    app.agent_with(name, fields).await
}

/// Texts that no customer is to see.
async fn secrets(app: &App, agents: &[&Actor]) -> Vec<String> {
    let mut secrets: Vec<String> = ["employee-", "department-", "tag-of-staff", "note-of-staff"].map(Into::into).into();
    secrets.extend(agents.iter().map(|agent| agent.username.clone()));
    secrets.push(app.admin().await.email.clone());
    secrets
}

/// Claims that a text of JSON or plain text says nothing that is for staff only.
#[track_caller]
fn assert_tells_nothing(what: &str, text: &str, secrets: &[String]) {
    let told: Vec<_> = secrets.iter().filter(|&secret| text.contains(secret)).collect();
    assert!(told.is_empty(), "{what} tells {told:?}: {text}");
    look_into(what, &serde_json::from_str(text).unwrap_or_default());
}

/// The same of the figures of an agent and the tags of a room, wherever in a value they are.
#[track_caller]
fn look_into(what: &str, value: &Value) {
    if let Value::Object(fields) = value {
        let is_agent = fields.contains_key("max_concurrent_chats");
        let told: Vec<_> = fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str()).collect();
        assert!(!is_agent || told.iter().all(|name| OF_AN_AGENT.contains(name)), "{what}: {told:?}");
        assert!(fields.get("tags").is_none_or(|tags| *tags == json!([])), "{what}: {value}");
        assert!(fields.get("rating_comment").is_none_or(Value::is_null), "{what}: {value}");
    }
    let items =
        value.as_array().into_iter().flatten().chain(value.as_object().into_iter().flat_map(|map| map.values()));
    items.for_each(|item| look_into(what, item));
}

/// All that can happen in a room by staff, but for its end.
async fn life(app: &App, room: &Room, ben: &Actor, cem: &Actor) {
    let (admin, mut socket) = (app.admin().await, ben.connect().await);
    app.assign(room, ben).await;
    socket.send(json!({"action": "typing", "room_id": room.id, "is_typing": true})).await;
    socket.send(json!({"action": "read", "room_id": room.id, "seq": 1})).await;
    let message = ben.says(room, "Good morning").await;
    ben.edits(&message, "Good afternoon").await.ok();
    ben.post(&room.path("notes/"), json!({"content": "note-of-staff"})).await.created();
    admin.files(room, json!({"tags": ["tag-of-staff"], "priority": "urgent", "subject": "Filed"})).await;
    ben.post("/api/messages/mark_chat_read/", json!({"chat_room_id": room.id})).await.ok();
    ben.post(&room.path("transfer_chat/"), json!({"agent_id": cem.agent_id})).await.ok();
    cem.post_empty(&room.path("unassign_agent/")).await.ok();
    cem.post_empty(&room.path("take_chat/")).await.ok();
    admin.says(room, "An admin speaks").await;
    cem.post_empty(&room.path("resolve/")).await.ok();
    cem.post_empty(&room.path("reopen/")).await.ok();
    cem.says(room, "Is there anything else?").await;
    cem.post_empty(&room.path("resolve/")).await.ok();
}

/// Frames that a customer's connection has got by now, and those that it gets by asking for all of it again.
async fn assert_frames_tell_nothing(socket: &mut Socket, room: &Room, secrets: &[String]) {
    let frames = socket.arrived().await;
    let kinds: Vec<_> = frames.iter().map(|frame| frame["type"].clone()).collect();
    for kind in ["message.created", "message.edited", "room.updated", "message.read", "notification.created"] {
        assert!(kinds.contains(&json!(kind)), "{kind} is not among {kinds:?}");
    }
    let sync = socket.sync_of(room, 0).await;
    assert!(sync["events"].as_array().is_some_and(|events| events.len() > 10));
    for frame in frames.iter().chain([&sync]) {
        assert_tells_nothing("a frame", &frame.to_string(), secrets);
    }
}

#[tokio::test]
async fn no_answer_and_no_frame_tells_a_customer_what_is_for_staff() {
    let app = App::own().await;
    let (ana, ben, cem) = (app.customer("ana").await, agent(&app, "ben").await, agent(&app, "cem").await);
    let secrets = secrets(&app, &[&ben, &cem]).await;
    let mut socket = ana.connect().await;
    let room = ana.opens_with(json!({"subject": "Help", "initial_message": "Hello"})).await;
    life(&app, &room, &ben, &cem).await;
    assert_frames_tell_nothing(&mut socket, &room, &secrets).await;
    let rated = ana.post(&room.path("rate/"), json!({"rating": 4, "comment": "Quick"})).await;
    assert_tells_nothing("rate", &rated.text, &secrets);
    let message = ana.reads_all(&room).await.pop().unwrap_or_default()["id"].as_str().unwrap_or_default().to_owned();
    for path in [
        room.path(""),
        "/api/chat-rooms/".into(),
        room.path("messages/"),
        room.path("messages/?after_seq=0"),
        room.path("transcript/"),
        room.path("transcript/?format=json"),
        "/api/messages/".into(),
        format!("/api/messages/{message}/"),
        format!("/api/messages/by_chat/?chat_room_id={}", room.id),
        "/api/messages/recent_chats/".into(),
        "/api/notifications/".into(),
        "/api/agents/".into(),
        "/api/agents/available/".into(),
        format!("/api/agents/{}/", ben.agent_id),
        "/api/users/me/".into(),
        "/api/auth/sessions/".into(),
    ] {
        let answer = ana.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_tells_nothing(&path, &answer.text, &secrets);
    }
    assert_tells_nothing("close", &ana.post_empty(&room.path("close/")).await.text, &secrets);
    // What would be found, is there.
    let seen_by_staff = ben.get(&room.path("")).await.text;
    for shown in [&cem.username, "employee-cem", "department-cem", "tag-of-staff", "Quick"] {
        assert!(seen_by_staff.contains(shown), "{shown} is not in {seen_by_staff}");
    }
}

/// A visitor with this message, and whatever else they say of themselves.
async fn visits(app: &App, profile: Value) -> (Actor, Room, Value) {
    let anon = app.anon();
    let started = anon.post("/api/chat/start_chat/", json!({"initial_message": "Hello"})).await.ok();
    let mut body = profile;
    body["session_id"] = started["session_id"].clone();
    let chat = anon.post("/api/chat/complete_chat/", body).await.created();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (anon.with_token(&text(&chat["token"])), Room { id: text(&chat["chat_room_id"]) }, chat)
}

#[tokio::test]
async fn no_answer_and_no_frame_tells_a_visitor_what_is_for_staff() {
    let app = App::own().await;
    let (ben, cem) = (agent(&app, "ben").await, agent(&app, "cem").await);
    let secrets = secrets(&app, &[&ben, &cem]).await;
    let (vera, room, _) = visits(&app, json!({"full_name": "Vera"})).await;
    let mut socket = vera.connect().await;
    life(&app, &room, &ben, &cem).await;
    assert_frames_tell_nothing(&mut socket, &room, &secrets).await;
    let rated = vera.post(&room.path("rate/"), json!({"rating": 4, "comment": "Quick"})).await;
    assert_tells_nothing("rate", &rated.text, &secrets);
    for path in [
        room.path(""),
        room.path("messages/"),
        room.path("transcript/"),
        room.path("transcript/?format=json"),
        format!("/api/chat/get_chat_status/?chat_room_id={}", room.id),
        "/api/auth/sessions/".into(),
    ] {
        let answer = vera.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_tells_nothing(&path, &answer.text, &secrets);
    }
}

/// An agent is called by their number, where there is no name, and never by what they sign in with.
#[tokio::test]
async fn staff_without_a_name_are_not_called_by_their_login_name() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let ben = app.agent_with("ben", json!({"first_name": "", "last_name": ""})).await;
    let mut socket = ana.connect().await;
    let room = app.active_room(&ana, &ben).await;
    ben.says(&room, "Hello").await;
    let mut texts: Vec<String> = socket.arrived().await.iter().map(Value::to_string).collect();
    for path in [room.path(""), room.path("messages/"), room.path("transcript/"), "/api/agents/".into()] {
        texts.push(ana.get(&path).await.text);
    }
    for text in texts {
        assert!(!text.contains(&ben.username), "{text}");
    }
}

/// Somebody who was an agent, and has signed in again as a customer.
async fn comes_back_as_customer(app: &App, agent: &Actor) -> Actor {
    let admin = app.admin().await;
    admin.delete(&format!("/api/admin-agents/{}/", agent.agent_id)).await.with_status(204);
    admin.patch(&format!("/api/users/{}/", agent.user_id), json!({"is_active": true})).await.ok();
    app.login(&agent.username).await
}

#[tokio::test]
async fn an_agent_who_comes_back_as_a_customer_hears_nothing_of_their_rooms() {
    let app = App::own().await;
    let (ana, ben, admin) = (app.customer("ana").await, app.agent("ben").await, app.admin().await);
    let ended = app.active_room(&ana, &ben).await;
    ben.post_empty(&ended.path("resolve/")).await.ok();
    let (resolved, closed) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    let (active, waiting) = (app.active_room(&ana, &ben).await, ana.opens("Nobody has it").await);
    ben.post_empty(&resolved.path("resolve/")).await.ok();
    ben.post_empty(&closed.path("close/")).await.ok();
    let ben = comes_back_as_customer(&app, &ben).await;
    let before = ben.walks("/api/notifications/").await.len();
    let (mut socket, mut hers) = (ben.connect().await, ana.connect().await);
    for room in [&resolved, &active, &waiting] {
        let message = ana.says(room, "Are you there?").await;
        ana.edits(&message, "Is anybody there?").await.ok();
        hers.send(json!({"action": "typing", "room_id": room.id, "is_typing": true})).await;
        admin.says(room, "Somebody is").await;
    }
    admin.post_empty(&ended.path("close/")).await.ok();
    for room in [&resolved, &closed, &ended, &active, &waiting] {
        admin.post(&room.path("notes/"), json!({"content": "He left"})).await.created();
        admin.files(room, json!({"tags": ["left"]})).await;
        ben.get(&room.path("")).await.is_not_found();
        ben.get(&room.path("messages/")).await.is_not_found();
    }
    hers.ask(json!({"action": "ping"}), "pong").await;
    let heard = socket.arrived().await;
    assert!(heard.iter().all(|frame| frame["room_id"].is_null()), "{heard:?}");
    assert_eq!(ben.walks("/api/notifications/").await.len(), before);
    assert_eq!((ben.walks("/api/chat-rooms/").await, ben.walks("/api/messages/").await), (vec![], vec![]));
}

#[tokio::test]
async fn a_room_that_is_over_keeps_the_name_of_an_agent_who_was_removed_and_nothing_else() {
    let app = App::own().await;
    let (ana, ben, admin) = (app.customer("ana").await, app.agent("ben").await, app.admin().await);
    let (resolved, closed) = (app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await);
    ben.post_empty(&resolved.path("resolve/")).await.ok();
    ben.post_empty(&closed.path("close/")).await.ok();
    admin.delete(&format!("/api/admin-agents/{}/", ben.agent_id)).await.with_status(204);
    for (who, room) in [(&ana, &resolved), (&ana, &closed), (admin, &resolved), (admin, &closed)] {
        let room = who.sees(room).await;
        let agent = (&room["agent"], &room["agent_assigned"], &room["agent_name"]);
        assert_eq!(agent, (&Value::Null, &json!(false), &json!("Ben Agent")));
    }
}

const SECRET: &str = "a secret that the site and the chat share";

#[tokio::test]
async fn staff_see_who_is_vouched_for_and_by_which_id() {
    let identity_secret = SecretKey::new(SECRET.to_owned()).ok();
    let desk = DeskSettings { identity_secret, ..DeskSettings::default() };
    let app = App::with(local::Options { desk, ..local::Options::default() }).await;
    let exp = shared::time::Timestamp::now().unix() + 600;
    let claims = json!({"sub": "site-42", "name": "Vera", "email": "vera@example.com", "exp": exp});
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let identity = jsonwebtoken::encode(&Header::default(), &claims, &key).expect("a token");
    let typed = json!({"full_name": "Vera", "email": "vera@example.com"});
    let admin = app.admin().await;
    let by = async |profile: Value| {
        let (vera, room, chat) = visits(&app, profile).await;
        let (staff, own) = (admin.sees(&room).await, vera.get(&room.path("")).await);
        assert!(!own.text.contains("site-42") && !chat.to_string().contains("site-42"));
        let user = &staff["chat_user"];
        assert_eq!((&user["full_name"], &user["user"]["email"]), (&json!("Vera"), &json!("vera@example.com")));
        assert_eq!(own.json["chat_user"]["is_verified"], user["is_verified"]);
        (user["is_verified"].clone(), user["external_id"].clone())
    };
    assert_eq!(by(json!({"identity": identity})).await, (json!(true), json!("site-42")));
    assert_eq!(by(typed).await, (json!(false), Value::Null));
}

#[tokio::test]
async fn nobody_says_of_themselves_that_they_are_vouched_for() {
    let app = App::own().await;
    let claims = json!({"full_name": "Vera", "is_verified": true, "external_id": "site-42"});
    let (_, room, _) = visits(&app, claims.clone()).await;
    let ana = app.register("ana", claims.clone()).await.created();
    let ana = app.anon().signed_in(ana);
    let changed = ana.patch("/api/users/me/", claims).await.ok();
    let visitor = app.admin().await.sees(&room).await["chat_user"].clone();
    for user in [visitor, changed] {
        assert_eq!((&user["is_verified"], &user["external_id"]), (&json!(false), &Value::Null));
    }
}

/// A site that signs somebody out ends their chat's sign-in too.
#[tokio::test]
async fn a_visitor_ends_their_own_sign_in_and_nobody_elses() {
    let app = App::own().await;
    let (vera, room, _) = visits(&app, json!({"full_name": "Vera"})).await;
    let (eve, other, _) = visits(&app, json!({"full_name": "Eve"})).await;
    let path = |session: &Value| format!("/api/auth/sessions/{}/", session["id"].as_str().unwrap_or_default());
    let sessions = vera.get("/api/auth/sessions/").await.ok();
    assert_eq!(sessions["count"], 1);
    eve.delete(&path(&sessions["results"][0])).await.is_not_found();
    let mut socket = vera.connect().await;
    vera.delete(&path(&sessions["results"][0])).await.with_status(204);
    vera.get(&room.path("")).await.is_invalid_token();
    socket.closed().await;
    eve.get(&other.path("")).await.ok();
}
