//! Outcomes may do what: one row for each route, and each role tries each. A route without a row fails as well.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Actor, App, Room, files::sample};

use crate::{visitors::visitor, web::an_asset};

/// Nobody signed in; a visitor and the customer of other rooms than the row's; a visitor in their own, and its
/// customer; an agent who doesn't have the room, and the one who does; an admin.
const ROLES: [&str; 8] = [
    "anonymous",
    "another visitor",
    "its visitor",
    "another customer",
    "its customer",
    "another agent",
    "its agent",
    "admin",
];

/// By role, the status of the refusal, or [`ALLOWED`].
type Outcomes = [u16; ROLES.len()];

/// Isn't refused: the request is carried out, or says too little.
const ALLOWED: u16 = 0;

const ANYONE: Outcomes = [ALLOWED; ROLES.len()];
const SIGNED_IN: Outcomes = [401, 403, 403, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED];
const SIGNED_IN_OR_VISITOR: Outcomes = [401, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED];
const STAFF: Outcomes = [401, 403, 403, 403, 403, ALLOWED, ALLOWED, ALLOWED];
const ADMIN: Outcomes = [401, 403, 403, 403, 403, 403, 403, ALLOWED];

// Of a room, or of a message in it: whose room it isn't, to them it isn't there.
const WHO_SEES_IT: Outcomes = [401, 404, ALLOWED, 404, ALLOWED, ALLOWED, ALLOWED, ALLOWED];
const WHO_SEES_IT_SIGNED_IN: Outcomes = [401, 403, 403, 404, ALLOWED, ALLOWED, ALLOWED, ALLOWED];
const STAFF_IN_ROOM: Outcomes = [401, 403, 403, 404, 403, ALLOWED, ALLOWED, ALLOWED];
const WHO_HAS_IT: Outcomes = [401, 403, 403, 404, 403, 403, ALLOWED, ALLOWED];
const WHO_HAS_IT_OR_CUSTOMER: Outcomes = [401, 404, ALLOWED, 404, ALLOWED, 403, ALLOWED, ALLOWED];
const ADMIN_IN_ROOM: Outcomes = [401, 403, 403, 404, 403, 403, 403, ALLOWED];
/// An admin who is no agent has no chats.
const AGENT_IN_ROOM: Outcomes = [401, 403, 403, 404, 403, ALLOWED, ALLOWED, 403];
const CUSTOMER: Outcomes = [401, 404, ALLOWED, 404, ALLOWED, 403, 403, 403];
const BOTH_SIDES: Outcomes = [401, 404, ALLOWED, 404, ALLOWED, 403, ALLOWED, 403];
/// The customer has sent the message.
const OTHER_SIDE: Outcomes = [401, 404, 403, 404, 403, 403, ALLOWED, 403];
/// Of the visitor's own room.
const VISITOR_ALONE: Outcomes = [401, ALLOWED, ALLOWED, 403, 403, 403, 403, 403];
const VISITOR: Outcomes = [401, 404, ALLOWED, 403, 403, 403, 403, 403];

/// Of its customer's notification.
const OWNER: Outcomes = [401, 403, 403, 404, ALLOWED, 404, 404, 404];
/// Of something that doesn't exist.
const NOBODYS: Outcomes = [401, 404, 404, 404, 404, 404, 404, 404];
/// Of a message that was never mailed.
const NO_MAIL: Outcomes = [401, 403, 403, 403, 403, 403, 403, 404];
/// Of a block that doesn't exist.
const NO_BLOCK: Outcomes = [401, 403, 403, 403, 403, 404, 404, 404];
/// Of no mail at all.
const NO_LINK: Outcomes = [404; ROLES.len()];
/// Of its agent.
const THAT_AGENT: Outcomes = [401, 403, 403, 403, 403, 403, ALLOWED, ALLOWED];

/// Method, path, body, and who may. `{…}` is a [thing](things); a row's room is its own. What a row takes away, no row
/// after it needs.
const ROWS: &[(&str, &str, &str, Outcomes)] = &[
    ("POST", "/api/auth/register/", "{}", ANYONE),
    ("POST", "/api/auth/login/", "{}", ANYONE),
    ("POST", "/api/auth/password/change/", "{}", SIGNED_IN),
    ("POST", "/api/auth/password/reset/", "{}", ANYONE),
    ("POST", "/api/auth/password/reset/confirm/", "{}", ANYONE),
    ("POST", "/api/auth/email/confirm/", "{}", ANYONE),
    ("POST", "/api/auth/ws-ticket/", "{}", SIGNED_IN_OR_VISITOR),
    ("GET", "/api/auth/sessions/", "", SIGNED_IN_OR_VISITOR),
    ("DELETE", "/api/auth/sessions/{session}/", "", NOBODYS),
    ("GET", "/api/chat-sessions/", "", ADMIN),
    // Nobody's: each role may close its own, and an admin anyone's.
    ("DELETE", "/api/chat-sessions/{connection}/", "", NOBODYS),
    ("POST", "/api/token/", "{}", ANYONE),
    ("POST", "/api/token/refresh/", "{}", ANYONE),
    ("GET", "/api/users/", "", STAFF),
    ("POST", "/api/users/", "{}", ADMIN),
    ("GET", "/api/users/{user}/", "", ADMIN),
    ("PATCH", "/api/users/{user}/", "{}", ADMIN),
    ("GET", "/api/users/me/", "", SIGNED_IN),
    ("PATCH", "/api/users/me/", "{}", SIGNED_IN),
    ("GET", "/api/users/me/notification-settings/", "", SIGNED_IN),
    ("PATCH", "/api/users/me/notification-settings/", "{}", SIGNED_IN),
    ("POST", "/api/users/update_status/", r#"{"is_online": true}"#, SIGNED_IN),
    ("GET", "/api/agents/", "", SIGNED_IN),
    ("GET", "/api/agents/available/", "", SIGNED_IN),
    ("GET", "/api/agents/{agent}/", "", SIGNED_IN),
    // Twice, by its agent and the admin: then it is as before.
    ("POST", "/api/agents/{agent}/toggle_availability/", "{}", THAT_AGENT),
    ("GET", "/api/admin-agents/", "", ADMIN),
    ("POST", "/api/admin-agents/", "{}", ADMIN),
    // Refused: whoever takes no chats here is still one who can't.
    ("PUT", "/api/admin-agents/me/", r#"{"max_concurrent_chats": 0}"#, ADMIN),
    ("GET", "/api/admin-agents/{spare_agent}/", "", ADMIN),
    ("PUT", "/api/admin-agents/{spare_agent}/", "{}", ADMIN),
    ("PATCH", "/api/admin-agents/{spare_agent}/", "{}", ADMIN),
    ("DELETE", "/api/admin-agents/{spare_agent}/", "", ADMIN),
    ("GET", "/api/canned-responses/", "", STAFF),
    ("POST", "/api/canned-responses/", r#"{"shortcut": "{shortcut}", "content": "Hi"}"#, ADMIN),
    ("GET", "/api/canned-responses/{canned_response}/", "", STAFF),
    ("PUT", "/api/canned-responses/{canned_response}/", r#"{"shortcut": "{shortcut}2", "content": "Hi"}"#, ADMIN),
    ("DELETE", "/api/canned-responses/{canned_response}/", "", ADMIN),
    ("GET", "/api/faq/", "", ANYONE),
    ("POST", "/api/faq/", "{}", ADMIN),
    ("GET", "/api/faq/{article}/", "", ANYONE),
    ("POST", "/api/faq/{article}/rate/", "{}", ANYONE),
    ("PATCH", "/api/faq/{article}/", "{}", ADMIN),
    ("DELETE", "/api/faq/{article}/", "", ADMIN),
    ("GET", "/api/greetings/", "", ADMIN),
    ("POST", "/api/greetings/", "{}", ADMIN),
    ("GET", "/api/greetings/{greeting}/", "", ADMIN),
    ("POST", "/api/chat/greetings/{greeting}/events/", "{}", ANYONE),
    ("PATCH", "/api/greetings/{greeting}/", "{}", ADMIN),
    ("DELETE", "/api/greetings/{greeting}/", "", ADMIN),
    ("GET", "/api/blocks/", "", STAFF),
    ("POST", "/api/blocks/", "{}", STAFF),
    ("GET", "/api/blocks/{block}/", "", STAFF),
    ("PATCH", "/api/blocks/{block}/", "{}", STAFF),
    ("DELETE", "/api/blocks/{session}/", "", NO_BLOCK),
    ("GET", "/api/chat-rooms/", "", SIGNED_IN),
    ("POST", "/api/chat-rooms/", "{}", SIGNED_IN),
    ("GET", "/api/chat-rooms/waiting_chats/", "", STAFF),
    ("GET", "/api/chat-rooms/my_chats/", "", STAFF),
    ("GET", "/api/chat-rooms/all_chats/", "", ADMIN),
    ("GET", "/api/chat-rooms/filtered_chats/", "", STAFF),
    ("GET", "/api/chat-rooms/resolved_closed_chats/", "", STAFF),
    ("GET", "/api/chat-rooms/{room}/", "", WHO_SEES_IT),
    ("PATCH", "/api/chat-rooms/{room}/", r#"{"priority": "high"}"#, STAFF_IN_ROOM),
    ("GET", "/api/chat-rooms/{room}/messages/", "", WHO_SEES_IT),
    ("POST", "/api/chat-rooms/{room}/transcript/email/", "{}", WHO_SEES_IT),
    ("GET", "/api/chat-rooms/{room}/transcript/", "", WHO_SEES_IT),
    ("GET", "/api/chat-rooms/{room}/notes/", "", STAFF_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/notes/", r#"{"content": "A note"}"#, STAFF_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/send_message/", r#"{"content": "Hi"}"#, STAFF_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/take_chat/", "{}", AGENT_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/assign_agent/", r#"{"agent_id": {agent}}"#, ADMIN_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/transfer_chat/", r#"{"agent_id": {other_agent}}"#, WHO_HAS_IT),
    ("POST", "/api/chat-rooms/{room}/unassign_agent/", "{}", WHO_HAS_IT),
    ("POST", "/api/chat-rooms/{room}/resolve/", "{}", WHO_HAS_IT),
    ("POST", "/api/chat-rooms/{room}/close/", "{}", WHO_HAS_IT_OR_CUSTOMER),
    ("POST", "/api/chat-rooms/{room}/reopen/", "{}", STAFF_IN_ROOM),
    ("POST", "/api/chat-rooms/{room}/rate/", r#"{"rating": 5}"#, CUSTOMER),
    ("DELETE", "/api/chat-rooms/{room}/", "", ADMIN_IN_ROOM),
    ("GET", "/api/messages/", "", SIGNED_IN),
    ("POST", "/api/messages/", r#"{"chat_room_id": "{room}", "content": "Hi"}"#, WHO_SEES_IT),
    ("GET", "/api/messages/{message}/", "", WHO_SEES_IT),
    ("GET", "/api/messages/{message}/versions/", "", STAFF_IN_ROOM),
    ("GET", "/api/messages/by_chat/?chat_room_id={room}", "", WHO_SEES_IT_SIGNED_IN),
    ("GET", "/api/messages/unread_count/?chat_room_id={room}", "", WHO_SEES_IT_SIGNED_IN),
    ("GET", "/api/messages/recent_chats/", "", SIGNED_IN),
    ("POST", "/api/messages/mark_bulk_read/", r#"{"message_ids": []}"#, SIGNED_IN_OR_VISITOR),
    ("POST", "/api/messages/mark_chat_read/", r#"{"chat_room_id": "{room}"}"#, BOTH_SIDES),
    ("POST", "/api/messages/{message}/mark_read/", "{}", OTHER_SIDE),
    ("POST", "/api/messages/{message}/mark_unread/", "{}", OTHER_SIDE),
    ("PUT", "/api/messages/{message}/edit/", r#"{"content": "Hi!"}"#, CUSTOMER),
    (
        "POST",
        "/api/uploads/",
        r#"{"chat_room_id": "{room}", "name": "a.txt", "content_type": "text/plain", "size": 1}"#,
        WHO_SEES_IT,
    ),
    ("GET", "/api/notifications/", "", SIGNED_IN),
    ("GET", "/api/notifications/unread_count/", "", SIGNED_IN),
    ("POST", "/api/notifications/mark_all_read/", "{}", SIGNED_IN),
    ("POST", "/api/notifications/mark_read/", r#"{"notification_ids": []}"#, SIGNED_IN),
    ("POST", "/api/notifications/{notification}/mark_read/", "{}", OWNER),
    ("GET", "/api/push-key/", "", SIGNED_IN_OR_VISITOR),
    ("POST", "/api/push-subscriptions/", "{}", SIGNED_IN_OR_VISITOR),
    ("DELETE", "/api/push-subscriptions/{session}/", "", NOBODYS),
    ("GET", "/api/reports/summary/", "", ADMIN),
    ("GET", "/api/activity/", "", ADMIN),
    ("GET", "/api/audit/", "", ADMIN),
    ("GET", "/api/settings/", "", ADMIN),
    ("PATCH", "/api/settings/", "{}", ADMIN),
    ("GET", "/api/mail/", "", ADMIN),
    ("GET", "/api/mail/{message}/", "", NO_MAIL),
    ("GET", "/api/mail/received/", "", ADMIN),
    ("GET", "/api/mail/received/counts/", "", ADMIN),
    ("GET", "/api/mail/stopped/", "", ADMIN),
    ("DELETE", "/api/mail/stopped/{message}/", "", NO_MAIL),
    ("GET", "/api/webhooks/", "", ADMIN),
    ("POST", "/api/webhooks/", "{}", ADMIN),
    ("GET", "/api/webhooks/{webhook}/", "", ADMIN),
    ("PUT", "/api/webhooks/{webhook}/", "{}", ADMIN),
    ("PATCH", "/api/webhooks/{webhook}/", "{}", ADMIN),
    ("GET", "/api/webhooks/{webhook}/deliveries/", "", ADMIN),
    ("DELETE", "/api/webhooks/{webhook}/", "", ADMIN),
    ("GET", "/api/chat/availability/", "", ANYONE),
    ("GET", "/api/chat/logo/{logo}/", "", ANYONE),
    ("POST", "/api/chat/resume/", "{}", ANYONE),
    ("POST", "/api/chat/unsubscribe/{message}/", "{}", NO_LINK),
    ("POST", "/api/chat/start_chat/", "{}", ANYONE),
    ("POST", "/api/chat/complete_chat/", "{}", ANYONE),
    ("POST", "/api/chat/validate_session/", "{}", ANYONE),
    ("PATCH", "/api/chat/contact/", "{}", VISITOR_ALONE),
    ("POST", "/api/chat/send_message/", r#"{"chat_room_id": "{room}", "content": "Hi"}"#, VISITOR),
    ("GET", "/api/chat/get_chat_status/?chat_room_id={room}", "", VISITOR),
    ("GET", "/api/health/", "", ANYONE),
    ("GET", "/", "", ANYONE),
    ("GET", "/console/", "", ANYONE),
    ("GET", "/console/manifest.webmanifest", "", ANYONE),
    ("GET", "/console/service-worker.js", "", ANYONE),
    ("GET", "/account/", "", ANYONE),
    ("GET", "/admin/", "", ANYONE),
    ("GET", "/chat/", "", ANYONE),
    ("GET", "/chat/service-worker.js", "", ANYONE),
    ("GET", "/widget.js", "", ANYONE),
    ("GET", "/assets/{version}/{path}", "", ANYONE),
    ("GET", "/api/schema/", "", ANYONE),
    ("GET", "/api/docs/", "", ANYONE),
    ("POST", "/api/auth/logout/", "{}", SIGNED_IN),
];

/// The people, by role, in sessions that are this test's alone.
struct People([Actor; ROLES.len()]);

impl People {
    async fn gather(app: &App) -> (Self, Room) {
        let [(stranger, _), (guest, room)] = [visitor(app).await, visitor(app).await];
        let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
        let (ben, cem) = (app.agent_with("ben", json!({"max_concurrent_chats": 100})).await, app.agent("cem").await);
        let admin = app.login("admin").await;
        (Self([app.anon(), stranger, guest, bea, ana, cem, ben, admin]), room)
    }

    fn with_role(&self, role: &str) -> &Actor {
        let at = ROLES.iter().position(|&name| name == role);
        &self.0[at.unwrap_or_else(|| panic!("nobody is {role}"))]
    }
}

/// Values for `{…}` in rows.
type Things = HashMap<&'static str, String>;

fn id(made: &Value) -> String {
    made["id"].as_str().map_or_else(|| made["id"].to_string(), str::to_owned)
}

/// Makes the things that all rows share.
async fn things(app: &App, people: &People) -> Things {
    let admin = app.admin().await;
    let [ana, ben, cem] = ["its customer", "its agent", "another agent"].map(|role| people.with_role(role));
    ben.says(&app.active_room(ana, ben).await, "Hello").await;
    let notification = id(&ana.get("/api/notifications/").await.ok()["results"][0]);
    let canned = json!({"shortcut": app.username("permissions"), "content": "Hello"});
    let article = json!({"question": "Where?", "answer": "Here."});
    let greeting = json!({"text": "Hello!", "is_active": false});
    let webhook = json!({"url": "https://example.com/", "events": ["message.created"], "is_active": false});
    let (version, path) = an_asset(app).await;
    HashMap::from([
        ("{version}", version),
        ("{path}", path),
        // Nobody's: each role may end sign-ins and subscriptions of its own.
        ("{session}", "01890a5d-ac96-774b-bcce-b302099a8057".to_owned()),
        ("{connection}", "nobodys".to_owned()),
        ("{notification}", notification),
        ("{user}", app.customer("spare").await.user_id.to_string()),
        ("{agent}", ben.agent_id.to_string()),
        ("{other_agent}", cem.agent_id.to_string()),
        ("{spare_agent}", app.agent("dan").await.agent_id.to_string()),
        ("{canned_response}", id(&admin.post("/api/canned-responses/", canned).await.created())),
        ("{article}", id(&admin.post("/api/faq/", article).await.created())),
        ("{greeting}", id(&admin.post("/api/greetings/", greeting).await.created())),
        ("{block}", id(&admin.post("/api/blocks/", json!({"email": app.email("blocked")})).await.created())),
        ("{shortcut}", app.username("shortcut")),
        ("{logo}", a_logo(admin).await),
        ("{webhook}", id(&admin.post("/api/webhooks/", webhook).await.created())),
    ])
}

/// A logo that the desk had.
async fn a_logo(admin: &Actor) -> String {
    let profile = async |logo: &str| {
        let version = admin.get("/api/settings/").await.ok()["profile"]["version"].clone();
        let change = json!({"profile": {"version": version, "logo": logo}});
        admin.patch("/api/settings/", change).await.ok()["profile"].clone()
    };
    let logo =
        id(&profile(&format!("data:image/png;base64,{}", STANDARD.encode(sample("picture.png").bytes))).await["logo"]);
    profile("").await;
    logo
}

/// A room of the customer's that the agent has, and a message of the customer's in it.
async fn in_room(app: &App, people: &People) -> Things {
    let (customer, agent) = (people.with_role("its customer"), people.with_role("its agent"));
    let room = app.active_room(customer, agent).await;
    let message = id(&customer.says(&room, "Hello?").await);
    HashMap::from([("{room}", room.id), ("{message}", message)])
}

/// The same of the visitor, in the room that they are bound to.
async fn in_visitors_room(visitor: &Actor, room: Room) -> Things {
    let status = visitor.get(&format!("/api/chat/get_chat_status/?chat_room_id={}", room.id)).await.ok();
    HashMap::from([("{room}", room.id), ("{message}", id(&status["message_history"][0]))])
}

fn with(text: &str, all_things: [&Things; 2]) -> String {
    let things = all_things.into_iter().flatten();
    things.fold(text.to_owned(), |text, (name, thing)| text.replace(name, thing))
}

/// Deviation of an answer to a role from the outcome that is due.
fn deviation(expected: u16, status: u16) -> Option<String> {
    match expected {
        ALLOWED if matches!(status, 200..=299 | 400) => None,
        ALLOWED => Some(format!("may, but got {status}")),
        refusal if refusal == status => None,
        refusal => Some(format!("gets {refusal}, but got {status}")),
    }
}

#[tokio::test]
async fn each_role_may_what_its_column_says() {
    let app = App::start().await;
    let (people, visitors_room) = People::gather(&app).await;
    let things = things(&app, &people).await;
    let visitors_things = in_visitors_room(people.with_role("its visitor"), visitors_room).await;
    let mut deviations = Vec::new();
    for (method, path, body, who) in ROWS {
        let is_in_room = ["{room}", "{message}"].iter().any(|thing| path.contains(thing) || body.contains(thing));
        let rooms_things = if is_in_room { in_room(&app, &people).await } else { Things::new() };
        for ((role, actor), expected) in ROLES.iter().zip(&people.0).zip(who) {
            let own = if *role == "its visitor" { &visitors_things } else { &rooms_things };
            let (path, body) = (with(path, [&things, own]), with(body, [&things, own]));
            let verb = Method::from_bytes(method.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
            let answer = actor.sends_raw(verb, &path, "application/json", body).await;
            let wrong = deviation(*expected, answer.status);
            deviations.extend(wrong.map(|wrong| format!("{method} {path}: {role} {wrong}")));
        }
    }
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}

/// A method and a path, by which rows and operations are compared: whatever a path's variables are called, and without
/// the last slash and a query.
fn named(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    format!("{} {}", method.to_uppercase(), parts.collect::<Vec<_>>().join("/"))
}

/// The operations of the API's document, by name.
fn operations() -> BTreeMap<String, Value> {
    let Value::Object(paths) = local::openapi::document()["paths"].take() else { panic!("no paths") };
    let operations = paths.into_iter().flat_map(|(path, item)| {
        let Value::Object(item) = item else { panic!("no operations of {path}") };
        item.into_iter().map(move |(method, operation)| (named(&method, &path), operation))
    });
    operations.collect()
}

#[test]
fn each_route_has_one_row_and_each_row_a_route() {
    let rows: BTreeSet<String> = ROWS.iter().map(|(method, path, ..)| named(method, path)).collect();
    assert_eq!(rows.len(), ROWS.len(), "a row twice");
    let pages = ::web::PATHS.iter().map(|path| named("get", path));
    let routes: BTreeSet<String> = operations().into_keys().chain(pages).collect();
    let without_row: Vec<_> = routes.difference(&rows).collect();
    let without_route: Vec<_> = rows.difference(&routes).collect();
    assert!(without_row.is_empty() && without_route.is_empty(), "no row: {without_row:?}, no route: {without_route:?}");
}

/// Roles that an operation is open to, though no row of theirs is allowed: an admin may be an agent and have the room,
/// everyone edits what they have sent, and agents write canned responses of their own.
const BY_THING: &[(&str, &[&str])] = &[
    ("POST /api/canned-responses", &["agent"]),
    ("PUT /api/canned-responses/{}", &["agent"]),
    ("DELETE /api/canned-responses/{}", &["agent"]),
    ("POST /api/chat-rooms/{}/take_chat", &["admin"]),
    ("POST /api/messages/mark_chat_read", &["admin"]),
    ("POST /api/messages/{}/mark_read", &["admin"]),
    ("POST /api/messages/{}/mark_unread", &["admin"]),
    ("PUT /api/messages/{}/edit", &["agent", "admin"]),
];

#[test]
fn the_document_names_the_roles_that_the_rows_allow() {
    let operations = operations();
    let mut deviations = Vec::new();
    for (method, path, _, who) in ROWS {
        let name = named(method, path);
        let Some(operation) = operations.get(&name) else { continue };
        let documented: BTreeSet<&str> =
            operation["x-roles"].as_array().into_iter().flatten().flat_map(Value::as_str).collect();
        let roles_with = |outcome: u16| {
            let columns = ROLES.iter().zip(who).filter(move |(_, status)| **status == outcome);
            columns.filter_map(|(column, _)| column.rsplit(' ').next()).collect::<BTreeSet<&str>>()
        };
        let mut allowed = roles_with(ALLOWED);
        if allowed.contains("anonymous") {
            allowed = BTreeSet::from(["anonymous"]);
        }
        let by_thing = BY_THING.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, roles)| roles);
        let open: BTreeSet<&str> = &(&allowed | &roles_with(404)) | &by_thing.iter().copied().collect();
        if !allowed.is_subset(&documented) || !documented.is_subset(&open) {
            deviations.push(format!("{name}: {documented:?} in the document, {allowed:?} in the row"));
        }
    }
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}
