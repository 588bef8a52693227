//! Limits on what anonymous and new callers can make, which tests on a shared system have lifted.

use axum::http::StatusCode;
use futures_util::future::join_all;
use local::Options;
use reqwest::Method;
use serde_json::{Value, json};
use shared::config::{CaptchaSettings, DeskSettings, Limits, TrustedProxies, WebSettings};
use tests::{
    Actor, Answer, App, PASSWORD, Room, Stub,
    files::{FormData, sample, upload},
};

/// Such that each client's address is what it says.
async fn app(desk: DeskSettings) -> App {
    let web = WebSettings { trusted_proxies: TrustedProxies::Count(1), ..WebSettings::default() };
    App::with(Options { desk, web, ..Options::default() }).await
}

async fn limited(limits: Limits) -> App {
    app(DeskSettings { limits, ..DeskSettings::default() }).await
}

#[track_caller]
fn has_to_wait(answer: &Answer) {
    assert_eq!((answer.status, &answer.json["code"]), (429, &json!("throttled")), "{}", answer.json);
    let seconds = answer.header("retry-after");
    assert!(seconds.parse().is_ok_and(|seconds: u64| seconds > 0), "{seconds:?}");
}

async fn registers(app: &App, name: &str, address: &str, captcha_token: Value) -> Answer {
    let form = json!({
        "username": name, "email": format!("{name}@example.com"), "password": PASSWORD, "password_confirm": PASSWORD,
        "captcha_token": captcha_token,
    });
    let request = app.anon().request(Method::POST, "/api/auth/register/").json(&form);
    app.anon().sends(request.header("x-forwarded-for", address)).await
}

#[tokio::test]
async fn an_address_registers_so_many_accounts_and_no_more() {
    let app = limited(Limits { registrations_per_ip: 2, ..Limits::none() }).await;
    registers(&app, "ana", "192.0.2.1", Value::Null).await.created();
    registers(&app, "bea", "192.0.2.1", Value::Null).await.created();
    has_to_wait(&registers(&app, "cleo", "192.0.2.1", Value::Null).await);
    registers(&app, "cleo", "192.0.2.2", Value::Null).await.created();
}

#[tokio::test]
async fn a_network_of_ipv6_registers_as_one_address() {
    let app = limited(Limits { registrations_per_ip: 1, ..Limits::none() }).await;
    registers(&app, "ana", "2001:db8:1:2::1", Value::Null).await.created();
    has_to_wait(&registers(&app, "bea", "2001:db8:1:2:ffff::1", Value::Null).await);
    registers(&app, "bea", "2001:db8:1:3::1", Value::Null).await.created();
}

#[tokio::test]
async fn registrations_at_once_are_no_more_than_one_after_the_other() {
    let app = limited(Limits { registrations_per_ip: 3, ..Limits::none() }).await;
    let names: Vec<String> = (0..8).map(|i| format!("ana{i}")).collect();
    let answers = join_all(names.iter().map(|name| registers(&app, name, "192.0.2.1", Value::Null))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 5);
}

/// A captcha's provider with this verdict, and the settings that name it.
async fn provider(verdict: Value) -> (Option<CaptchaSettings>, Stub) {
    let provider = Stub::start().await;
    provider.answers(StatusCode::OK, verdict);
    let url = Some(provider.url.clone());
    let settings = CaptchaSettings::new(url, Some("secret".into()), CaptchaSettings::MIN_SCORE);
    (settings.expect("good settings"), provider)
}

#[tokio::test]
async fn where_there_is_a_captcha_nobody_registers_without_it() {
    let (captcha, mut provider) = provider(json!({"success": true})).await;
    let app = app(DeskSettings { captcha, ..DeskSettings::default() }).await;
    let required = json!({"captcha_token": ["This field is required."]});
    registers(&app, "ana", "192.0.2.1", Value::Null).await.is_invalid(required);
    assert!(provider.requests().is_empty());
    registers(&app, "ana", "192.0.2.1", json!("a token")).await.created();
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn who_does_not_pass_the_captcha_is_not_registered() {
    let (captcha, _) = provider(json!({"success": false})).await;
    let app = app(DeskSettings { captcha, ..DeskSettings::default() }).await;
    let refusal = json!({"captcha_token": ["We couldn't verify that you're human. Please try again."]});
    registers(&app, "ana", "192.0.2.1", json!("a token")).await.is_invalid(refusal);
    let body = json!({"username": "ana", "password": PASSWORD});
    app.anon().post("/api/auth/login/", body).await.with_status(400);
}

async fn starts(app: &App) -> Value {
    app.anon().post("/api/chat/start_chat/", json!({"initial_message": "Hello?"})).await.ok()["session_id"].clone()
}

async fn completes(app: &App, session_id: &Value) -> Answer {
    let body = json!({"session_id": session_id, "captcha_token": "a token"});
    app.anon().post("/api/chat/complete_chat/", body).await
}

#[tokio::test]
async fn the_captcha_of_a_chat_is_tried_ten_times_and_no_more() {
    let (captcha, mut provider) = provider(json!({"success": false})).await;
    let app = app(DeskSettings { captcha, ..DeskSettings::default() }).await;
    let session_id = starts(&app).await;
    let answers = join_all((0..14).map(|_| completes(&app, &session_id))).await;
    let (refused, throttled): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 400);
    assert_eq!((refused.len(), throttled.len(), provider.requests().len()), (10, 4, 10));
    throttled.into_iter().for_each(has_to_wait);
    completes(&app, &starts(&app).await).await.with_status(400);
}

#[tokio::test]
async fn a_captchas_provider_that_answers_without_end_is_not_listened_to() {
    let (captcha, _) = provider(json!({"success": true, "padding": "x".repeat(70_000)})).await;
    let app = app(DeskSettings { captcha, ..DeskSettings::default() }).await;
    let text = "Service temporarily unavailable, try again later.";
    completes(&app, &starts(&app).await).await.is_error(503, text);
}

#[tokio::test]
async fn an_address_starts_so_many_chats_and_no_more() {
    let app = limited(Limits { visitor_chats_per_ip: 1, ..Limits::none() }).await;
    let start = async |address: &str| {
        let request = app.anon().request(Method::POST, "/api/chat/start_chat/").header("x-forwarded-for", address);
        app.anon().sends(request.json(&json!({"initial_message": "Hello?"}))).await
    };
    for _ in 0..10 {
        start("192.0.2.1").await.ok();
    }
    has_to_wait(&start("192.0.2.1").await);
    start("192.0.2.2").await.ok();
}

async fn opens(who: &Actor) -> Answer {
    who.post("/api/chat-rooms/", json!({"subject": "Help"})).await
}

#[tokio::test]
async fn a_customer_has_so_many_open_rooms_and_no_more() {
    let app = limited(Limits { open_rooms: 5, ..Limits::none() }).await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    let first = ana.opens("Help").await;
    for _ in 1..5 {
        opens(&ana).await.created();
    }
    opens(&ana).await.is_invalid(json!({"non_field_errors": ["You can have no more than 5 open chats."]}));
    opens(&bea).await.created();
    ana.post_empty(&first.path("close/")).await.ok();
    opens(&ana).await.created();
    opens(&ana).await.with_status(400);
}

#[tokio::test]
async fn rooms_opened_at_once_are_no_more_than_one_after_the_other() {
    let app = limited(Limits { open_rooms: 5, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let answers = join_all((0..12).map(|_| opens(&ana))).await;
    assert!(answers.iter().all(|answer| [201, 400, 503].contains(&answer.status)));
    assert!(ana.walks("/api/chat-rooms/").await.len() <= 5);
}

#[tokio::test]
async fn a_customer_makes_so_many_rooms_in_an_hour_and_no_more() {
    let app = limited(Limits { rooms_per_hour: 2, ..Limits::none() }).await;
    let (ana, bea) = (app.customer("ana").await, app.customer("bea").await);
    for _ in 0..2 {
        let room = ana.opens("Help").await;
        ana.post_empty(&room.path("close/")).await.ok();
    }
    has_to_wait(&opens(&ana).await);
    opens(&bea).await.created();
}

#[tokio::test]
async fn customers_jump_no_queue_and_file_nothing() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let filed = json!({"subject": "Help", "tags": ["vip"]});
    let priorities = [("low", "low"), ("medium", "medium"), ("high", "medium"), ("urgent", "medium")];
    for (asked, given) in priorities {
        let mut fields = filed.clone();
        fields["priority"] = asked.into();
        let room = app.admin().await.sees(&ana.opens_with(fields.clone()).await).await;
        assert_eq!((&room["priority"], &room["tags"]), (&json!(given), &json!([])), "{asked}");
        let room = ben.sees(&ben.opens_with(fields).await).await;
        assert_eq!((&room["priority"], &room["tags"]), (&json!(asked), &json!(["vip"])));
    }
}

const MEGABYTE: usize = 1024 * 1024;

async fn announces(who: &Actor, room: &Room, size: usize) -> Answer {
    who.announces(room, "letter.pdf", "application/pdf", size).await
}

#[tokio::test]
async fn so_many_uploads_to_a_room_are_open_and_no_more() {
    let app = limited(Limits { open_uploads: 2, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let (room, other) = (ana.opens("Help").await, ana.opens("More help").await);
    let letter = sample("letter.pdf");
    let first = announces(&ana, &room, letter.bytes.len()).await.created();
    announces(&ana, &room, 100).await.created();
    has_to_wait(&announces(&ana, &room, 100).await);
    announces(&ana, &other, 100).await.created();
    app.admin().await.announces(&room, "letter.pdf", "application/pdf", 100).await.created();
    assert_eq!(upload(&first, &[], letter.bytes).await, 200);
    ana.sends_upload(&room, &first).await.created();
    announces(&ana, &room, 100).await.created();
    has_to_wait(&announces(&ana, &room, 100).await);
}

#[tokio::test]
async fn uploads_announced_at_once_are_no_more_than_one_after_the_other() {
    let app = limited(Limits { open_uploads: 3, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let room = &ana.opens("Help").await;
    let answers = join_all((0..9).map(|_| announces(&ana, room, 100))).await;
    assert!(answers.iter().filter(|answer| answer.status == 201).count() <= 3);
}

#[tokio::test]
async fn so_much_is_sent_to_a_room_in_a_day_and_no_more_however_it_is_sent() {
    let app = limited(Limits { upload_megabytes_per_day: 1, ..Limits::none() }).await;
    let (ana, text) = (app.customer("ana").await, vec![b'a'; MEGABYTE * 3 / 5]);
    for announced_first in [true, false] {
        let room = ana.opens("Help").await;
        if announced_first {
            announces(&ana, &room, text.len()).await.created();
        } else {
            ana.sends_file(&room, "a.txt", &text).await.created();
        }
        has_to_wait(&announces(&ana, &room, text.len()).await);
        has_to_wait(&ana.sends_file(&room, "a.txt", &text).await);
        announces(&ana, &room, MEGABYTE / 5).await.created();
        ana.says(&room, "Words are free").await;
    }
}

#[tokio::test]
async fn an_announcement_that_is_refused_uses_up_nothing_of_the_day() {
    let app = limited(Limits { open_uploads: 1, upload_megabytes_per_day: 1, ..Limits::none() }).await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    announces(&ana, &room, 100).await.created();
    for _ in 0..3 {
        has_to_wait(&announces(&ana, &room, MEGABYTE * 3 / 5).await);
    }
    ana.sends_file(&room, "a.txt", &vec![b'a'; MEGABYTE * 3 / 5]).await.created();
}

#[tokio::test]
async fn a_message_that_is_sent_again_with_its_file_counts_once() {
    let app = limited(Limits { upload_megabytes_per_day: 1, ..Limits::none() }).await;
    let (ana, text) = (app.customer("ana").await, vec![b'a'; MEGABYTE * 3 / 5]);
    let room = ana.opens("Help").await;
    let form = FormData::default().text("chat_room_id", &room.id).text("client_message_id", "once");
    let form = form.file("attachment", "a.txt", "text/plain", &text);
    let first = ana.sends_form(Method::POST, "/api/messages/", form.clone()).await.created();
    for _ in 0..3 {
        let again = ana.sends_form(Method::POST, "/api/messages/", form.clone()).await.ok();
        assert_eq!(again["id"], first["id"]);
    }
    assert_eq!(ana.reads_all(&room).await.len(), 1);
}
