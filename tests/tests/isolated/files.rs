//! The handler in front of the bucket, and files too large for API Gateway.

use local::Options;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use shared::config::{AllowedOrigins, WebSettings};
use tests::{
    App,
    files::{FormData, fetch, sample, upload},
};

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn files_are_never_taken_for_what_they_are_not() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    for name in ["picture.png", "notes.txt"] {
        let message = ana.sends_file(&room, name, sample(name).bytes).await.created();
        assert_eq!(fetch(&message["attachment"]).await.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_form_takes_twenty_megabytes_and_no_more() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let mut film = sample("film.mp4").bytes.to_vec();
    film.resize(20 * MEGABYTE, 7);
    let message = ana.sends_file(&room, "film.mp4", &film).await.created();
    assert!(fetch(&message["attachment"]).await.bytes == film, "it has become another");
    let refusal = json!({"attachment": ["Ensure this file is no larger than 20 MB."]});
    for size in [20 * MEGABYTE + 1, 21 * MEGABYTE] {
        film.resize(size, 7);
        ana.sends_file(&room, "film.mp4", &film).await.is_invalid(refusal.clone());
    }
    assert_eq!(ana.sees(&room).await["message_count"], 1);
}

#[tokio::test]
async fn files_that_nobody_asked_for_are_skipped() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let form = FormData::default().file("other", "film.mp4", "video/mp4", &vec![7; 5 * MEGABYTE]);
    let form = form.text("chat_room_id", &room.id).text("content", "Hello");
    assert_eq!(ana.sends_form(Method::POST, "/api/messages/", form).await.created()["attachment"], Value::Null);
}

#[tokio::test]
async fn the_bucket_shows_nothing_to_who_has_no_address() {
    let app = App::own().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    ana.sends_file(&room, "notes.txt", b"Hello").await.created();
    for path in ["/files", "/files/", "/files/?list-type=2", "/files/rooms/", "/files/../secret_key", "/files?policy"] {
        let fetched = fetch(&json!(format!("{}{path}", app.base_url()))).await;
        assert!([403, 404].contains(&fetched.status), "{path} {}", fetched.status);
    }
    let put = Client::new().put(format!("{}/files/uploads/x", app.base_url())).body("Hello").send().await;
    assert_eq!(put.map(|answer| answer.status().as_u16()).ok(), Some(403));
}

#[tokio::test]
async fn pages_of_the_allowed_origins_may_upload() {
    let origin = "https://shop.example.com";
    let allowed_origins = AllowedOrigins::Only(vec![origin.into()]);
    let app =
        App::with(Options { web: WebSettings { allowed_origins, ..WebSettings::default() }, ..Options::default() })
            .await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    let url = announced["url"].as_str().unwrap_or_default();
    for (asks, allowed) in [(origin, Some(origin)), ("https://evil.example.com", None)] {
        let preflight = Client::new().request(Method::OPTIONS, url).header("origin", asks);
        let preflight = preflight.header("access-control-request-method", "PUT");
        let answer = preflight.header("access-control-request-headers", "content-type").send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{error}"));
        let header = answer.headers().get("access-control-allow-origin").and_then(|value| value.to_str().ok());
        assert_eq!(header, allowed);
    }
    assert_eq!(upload(&announced, &[("origin", origin)], b"Hello").await, 200);
}
