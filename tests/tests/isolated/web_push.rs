//! Web push: who is told what in their browser, by a push service that the test stands in for.

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use local::Options;
use serde_json::{Value, json};
use shared::{
    config::{AllowedOrigins, DeskSettings, Limits, WebSettings},
    ops::web_push::SUBSCRIBE_REQUESTS,
};
use tests::{Actor, App, DEADLINE, Room, Stub, StubRequest};
use tokio::time::timeout;
use web_push_native::{
    decrypt,
    p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint},
};

const SUBSCRIPTIONS: &str = "/api/push-subscriptions/";
const PAGE: &str = "https://shop.example/cart";

/// A system that may reach push services on this machine.
async fn app() -> App {
    limited(0).await
}

async fn limited(push_subscriptions: u64) -> App {
    let limits = Limits { push_subscriptions, ..Limits::none() };
    let desk = DeskSettings { webhook_private_addresses: true, limits, ..DeskSettings::default() };
    let allowed_origins = AllowedOrigins::Only(vec!["https://shop.example".to_owned()]);
    let web =
        WebSettings { allowed_origins, public_url: Some("https://chat.example".to_owned()), ..WebSettings::default() };
    App::with(Options { desk, web, ..Options::default() }).await
}

/// A browser with its push service.
struct Browser {
    private: SecretKey,
    auth: [u8; 16],
    push_service: Stub,
}

impl Browser {
    async fn open() -> Self {
        let private = SecretKey::from_slice(&rand::random::<[u8; 32]>()).expect("a number of the curve");
        Self { private, auth: rand::random(), push_service: Stub::start().await }
    }

    /// The browser of somebody who has subscribed in it.
    async fn of(user: &Actor) -> Self {
        let browser = Self::open().await;
        user.post(SUBSCRIPTIONS, browser.subscription()).await.created();
        browser
    }

    fn subscription(&self) -> Value {
        let public = self.private.public_key().to_encoded_point(false);
        let keys = json!({
            "p256dh": URL_SAFE_NO_PAD.encode(public.as_bytes()), "auth": URL_SAFE_NO_PAD.encode(self.auth),
        });
        json!({"endpoint": format!("{}a-browser", self.push_service.url), "expirationTime": null, "keys": keys})
    }

    /// Content of a request of its push service.
    fn read(&self, request: &StubRequest) -> Value {
        let content = decrypt(request.body.to_vec(), &self.private, &self.auth.into());
        serde_json::from_slice(&content.expect("for this browser")).expect("JSON")
    }

    async fn next(&mut self) -> Value {
        let request = self.push_service.next().await;
        self.read(&request)
    }

    /// Titles of what has come since.
    fn rest(&mut self) -> Vec<Value> {
        self.push_service.requests().iter().map(|request| self.read(request)["title"].clone()).collect()
    }
}

/// A room of a customer's that the agent has taken, of which nobody is told.
async fn active_room(app: &App, agent: &Actor) -> (Actor, Room) {
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    agent.post_empty(&room.path("take_chat/")).await.ok();
    (ana, room)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_is_gone_is_told_of_a_message_by_a_signed_and_encrypted_push() {
    let app = app().await;
    let ben = app.agent("ben").await;
    let (ana, room) = active_room(&app, &ben).await;
    let mut browser = Browser::of(&ben).await;
    ana.says(&room, "Are you there?").await;
    let request = browser.push_service.next().await;
    let told = json!({
        "notification_type": "new_message", "title": "New message from Ana Test", "message": "Are you there?",
        "chat_room_id": room.id, "url": format!("/console/#{}", room.id),
    });
    assert_eq!(browser.read(&request), told);
    let header = |name| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!([header("content-encoding"), header("urgency"), header("ttl")], ["aes128gcm", "high", "14400"]);
    assert_eq!(header("topic"), room.id.replace('-', ""));

    let key = ben.get("/api/push-key/").await.ok()["public_key"].as_str().unwrap_or_default().to_owned();
    let signed = header("authorization").strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k="));
    let (token, named) = signed.expect("a signature");
    assert_eq!(named, key);
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[browser.push_service.url.trim_end_matches('/')]);
    let point = URL_SAFE_NO_PAD.decode(key).expect("base64url");
    let claims = jsonwebtoken::decode::<Value>(token, &DecodingKey::from_ec_der(&point), &validation);
    assert_eq!(claims.expect("a valid signature").claims["sub"], "https://chat.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_one_for_all_and_nothing_of_its_private_part_is_answered() {
    let app = app().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let keys = tokio::join!(ana.get("/api/push-key/"), ben.get("/api/push-key/"));
    let (first, second) = (keys.0.ok(), keys.1.ok());
    assert_eq!(first, second);
    assert_eq!(first.as_object().map(serde_json::Map::len), Some(1));
    let point = URL_SAFE_NO_PAD.decode(first["public_key"].as_str().unwrap_or_default()).expect("base64url");
    assert_eq!((point.len(), point[0]), (65, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_who_could_take_a_new_chat_are_told_that_it_waits() {
    let app = app().await;
    let (ben, cem) = (app.agent("ben").await, app.agent_with("cem", json!({"is_available": false})).await);
    let (mut bens, mut cems) = (Browser::of(&ben).await, Browser::of(&cem).await);
    let ana = app.customer("ana").await;
    let room = ana.opens("Broken kettle").await;
    let told = bens.next().await;
    assert_eq!((&told["title"], &told["message"]), (&json!("New chat"), &json!("Ana Test is waiting: Broken kettle")));
    assert_eq!((&told["notification_type"], &told["chat_room_id"]), (&json!("new_chat"), &json!(room.id)));
    cem.post_empty(&format!("/api/agents/{}/toggle_availability/", cem.agent_id)).await.ok();
    ana.opens("Broken lid").await;
    assert_eq!(cems.next().await["message"], "Ana Test is waiting: Broken lid");
    // Whoever takes a chat needs not be told of it.
    ben.post_empty(&room.path("take_chat/")).await.ok();
    ben.post_empty(&room.path("unassign_agent/")).await.ok();
    assert_eq!(cems.next().await["title"], "Chat returned");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_is_told_of_a_chat_that_somebody_else_gives_them() {
    let app = app().await;
    let (ben, cem) = (app.agent("ben").await, app.agent("cem").await);
    let (_, room) = active_room(&app, &ben).await;
    let mut browser = Browser::of(&cem).await;
    ben.post(&room.path("transfer_chat/"), json!({"agent_id": cem.agent_id})).await.ok();
    let told = browser.next().await;
    assert_eq!((&told["notification_type"], &told["title"]), (&json!("chat_transferred"), &json!("Chat transferred")));
    let other = app.customer("bea").await.opens("Help").await;
    assert_eq!(browser.next().await["notification_type"], "new_chat");
    app.admin().await.post(&other.path("assign_agent/"), json!({"agent_id": cem.agent_id})).await.ok();
    assert_eq!(browser.next().await["notification_type"], "agent_assigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_on_an_occasion_on_which_they_want_no_push() {
    let app = app().await;
    let (ben, cem) = (app.agent("ben").await, app.agent("cem").await);
    let (ana, room) = active_room(&app, &ben).await;
    let (mut bens, mut cems) = (Browser::of(&ben).await, Browser::of(&cem).await);
    let path = "/api/users/me/notification-settings/";
    let refused = |occasion: &str, is_pushed: bool| json!({occasion: {"push": is_pushed}});
    ben.patch(path, refused("new_message", false)).await.ok();
    cem.patch(path, refused("new_chat", false)).await.ok();
    ana.says(&room, "Hello?").await;
    let other = app.customer("bea").await.opens("Help").await;
    assert_eq!(bens.next().await["notification_type"], "new_chat");
    app.admin().await.post(&other.path("assign_agent/"), json!({"agent_id": cem.agent_id})).await.ok();
    assert_eq!(cems.next().await["notification_type"], "agent_assigned");
    ben.patch(path, refused("new_message", true)).await.ok();
    ana.says(&room, "Anybody?").await;
    assert_eq!(bens.next().await["message"], "Anybody?");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_told_of_the_answer_and_led_back_to_their_page() {
    let app = app().await;
    let first = json!({"initial_message": "Hello?", "page": PAGE});
    let started = app.anon().post("/api/chat/start_chat/", first).await.ok();
    let profile = json!({"session_id": started["session_id"], "full_name": "Vera"});
    let chat = app.anon().post("/api/chat/complete_chat/", profile).await.created();
    let visitor = app.anon().with_token(chat["token"].as_str().unwrap_or_default());
    let mut browser = Browser::of(&visitor).await;
    let (ben, id) = (app.agent("ben").await, &chat["chat_room_id"]);
    ben.post_empty(&format!("/api/chat-rooms/{}/take_chat/", id.as_str().unwrap_or_default())).await.ok();
    ben.post("/api/messages/", json!({"chat_room_id": id, "content": "On its way"})).await.created();
    let told = browser.next().await;
    assert_eq!((&told["message"], &told["url"]), (&json!("On its way"), &json!(PAGE)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_may_hide_who_wrote_what() {
    let app = app().await;
    let ben = app.agent("ben").await;
    let (ana, room) = active_room(&app, &ben).await;
    let mut browser = Browser::of(&ben).await;
    app.admin().await.patch("/api/settings/", json!({"push": {"version": 0, "hide_text": true}})).await.ok();
    ana.says(&room, "My card is 4242 4242").await;
    let told = browser.next().await;
    assert_eq!((&told["title"], &told["message"]), (&json!("New message"), &json!("")));
    assert_eq!(told["chat_room_id"], room.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_is_gone_at_its_push_service_is_removed() {
    let app = app().await;
    let ben = app.agent("ben").await;
    let (ana, room) = active_room(&app, &ben).await;
    let mut browser = Browser::of(&ben).await;
    browser.push_service.answers(StatusCode::GONE, "");
    ana.says(&room, "Hello?").await;
    browser.next().await;
    let id = ben.post(SUBSCRIPTIONS, Browser::open().await.subscription()).await.created()["id"].clone();
    let is_removed = async {
        while ben.post(SUBSCRIPTIONS, browser.subscription()).await.status != 201 {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, is_removed).await.expect("it is removed, and can be made again");
    ben.delete(&format!("{SUBSCRIPTIONS}{}/", id.as_str().unwrap_or_default())).await.with_status(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_hears_no_more_in_that_browser_and_goes_on_in_the_others() {
    let app = app().await;
    let ben = app.agent("ben").await;
    let (ana, room) = active_room(&app, &ben).await;
    let phone = app.login(&ben.username).await;
    let (mut bens, mut phones) = (Browser::of(&ben).await, Browser::of(&phone).await);
    phone.post_empty("/api/auth/logout/").await.ok();
    ana.says(&room, "Hello?").await;
    assert_eq!(bens.next().await["message"], "Hello?");
    ana.says(&room, "Anybody?").await;
    assert_eq!(bens.next().await["message"], "Anybody?");
    assert_eq!(phones.rest(), Vec::<Value>::new());
}

#[tokio::test]
async fn the_same_browser_has_one_subscription_and_only_its_user_ends_it() {
    let app = limited(2).await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let browser = Browser::open().await;
    let first = ana.post(SUBSCRIPTIONS, browser.subscription()).await.created();
    let again = ana.post(SUBSCRIPTIONS, browser.subscription()).await.ok();
    assert_eq!(first["id"], again["id"]);
    Browser::of(&ana).await;
    let refusal = json!({"non_field_errors": ["You can get push notifications in up to 2 browsers."]});
    ana.post(SUBSCRIPTIONS, Browser::open().await.subscription()).await.is_invalid(refusal);
    let path = format!("{SUBSCRIPTIONS}{}/", first["id"].as_str().unwrap_or_default());
    bea.delete(&path).await.is_not_found();
    ana.delete(&path).await.with_status(204);
    ana.delete(&path).await.is_not_found();
    // A browser that was signed out of occupies no place.
    let elsewhere = app.login(&ana.username).await;
    Browser::of(&elsewhere).await;
    elsewhere.post_empty("/api/auth/logout/").await.ok();
    Browser::of(&ana).await;
}

#[tokio::test]
async fn who_subscribes_again_and_again_has_to_wait() {
    let app = app().await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let browser = Browser::of(&ana).await;
    let mut is_refused = false;
    // More than two hours' worth: another hour may begin meanwhile.
    for _ in 0..2 * SUBSCRIBE_REQUESTS {
        is_refused |= ana.post(SUBSCRIPTIONS, browser.subscription()).await.status == 429;
    }
    assert!(is_refused);
    Browser::of(&bea).await;
}

#[tokio::test]
async fn what_is_no_subscription_is_refused_by_its_field() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let required = ["This field is required."];
    ana.post(SUBSCRIPTIONS, json!({})).await.is_invalid(json!({"endpoint": required, "keys": required}));
    let keys = json!({"p256dh": "BCVxsr7N", "auth": "short"});
    let refused = json!({
        "keys.auth": ["Enter 16 bytes in base64url."], "keys.p256dh": ["Enter a public key on P-256 in base64url."],
    });
    ana.post(SUBSCRIPTIONS, json!({"endpoint": "https://push.example/a", "keys": keys})).await.is_invalid(refused);
    let mut subscription = Browser::open().await.subscription();
    for (endpoint, problem) in [
        ("http://push.example/a", "The endpoint must begin with https://."),
        ("https://me:you@push.example/a", "The endpoint can't hold a user name or password."),
        ("https://169.254.169.254/latest/", "The URL points to a private network."),
        ("https://localhost/", "The URL points to a private network."),
        ("push.example", "Enter a valid URL."),
    ] {
        subscription["endpoint"] = endpoint.into();
        ana.post(SUBSCRIPTIONS, subscription.clone()).await.is_invalid(json!({"endpoint": [problem]}));
    }
    subscription["endpoint"] = format!("https://push.example/{}", "a".repeat(1_000)).into();
    let too_long = json!({"endpoint": ["Ensure this field has no more than 1000 characters."]});
    ana.post(SUBSCRIPTIONS, subscription).await.is_invalid(too_long);
}
