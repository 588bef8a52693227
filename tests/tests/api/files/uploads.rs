//! Files that their senders put into the bucket themselves.

use serde_json::{Value, json};
use tests::{
    App,
    files::{SAMPLES, fetch, sample, upload},
};

use crate::visitors::visitor;

const TWENTY_MB: usize = 20 * 1024 * 1024;
const NOT_USABLE: &str = "This upload has expired. Please attach the file again.";

#[tokio::test]
async fn files_of_every_kind_go_straight_to_the_bucket_and_then_into_a_message() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    for sample in SAMPLES {
        let announced = ana.announces(&room, sample.name, sample.content_type, sample.bytes.len()).await.created();
        assert_eq!((&announced["method"], &announced["expires_in"]), (&json!("PUT"), &json!(900)));
        assert_eq!(upload(&announced, &[], sample.bytes).await, 200, "{announced}");
        let message = ana.sends_upload(&room, &announced).await.created();
        let info = &message["attachment_info"];
        assert_eq!((&info["name"], &info["content_type"]), (&json!(sample.name), &json!(sample.content_type)));
        assert_eq!(info["size"], sample.kept().len());
        let fetched = fetch(&message["attachment"]).await;
        assert!(fetched.bytes == sample.kept(), "{} has become another", sample.name);
        assert_eq!(fetched.header("content-type"), sample.content_type);
    }
}

/// Systems have different names for a type; the bytes decide.
#[tokio::test]
async fn what_a_browser_calls_the_type_refuses_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let archive = sample("archive.zip");
    for content_type in ["application/x-zip-compressed", "application/octet-stream", "text/html", "nonsense"] {
        let announced = ana.announces(&room, "p.zip", content_type, archive.bytes.len()).await.created();
        assert_eq!(upload(&announced, &[], archive.bytes).await, 200);
        let message = ana.sends_upload(&room, &announced).await.created();
        assert_eq!(message["attachment_info"]["content_type"], "application/zip");
    }
}

#[tokio::test]
async fn twenty_megabytes_arrive() {
    let app = App::start().await;
    let (guest, room) = visitor(&app).await;
    let mut film = sample("film.mp4").bytes.to_vec();
    film.resize(TWENTY_MB, 7);
    let announced = guest.announces(&room, "film.mp4", "video/mp4", TWENTY_MB).await.created();
    assert_eq!(upload(&announced, &[], &film).await, 200);
    let message = guest.sends_upload(&room, &announced).await.created();
    assert_eq!(message["attachment_info"]["size"], TWENTY_MB);
    assert!(fetch(&message["attachment"]).await.bytes == film, "it has become another");
}

#[tokio::test]
async fn what_may_not_be_sent_is_not_even_announced() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let size = json!({"size": ["Ensure this file is no larger than 20 MB."]});
    ana.announces(&room, "a.txt", "text/plain", TWENTY_MB + 1).await.is_invalid(size);
    let size = json!({"size": ["Ensure this value is greater than or equal to 1."]});
    ana.announces(&room, "a.txt", "text/plain", 0).await.is_invalid(size);
    let name = json!({"name": ["No filename could be determined."]});
    ana.announces(&room, "..", "image/svg+xml", 10).await.is_invalid(name);
    let required = ["This field is required."];
    let all = json!({"chat_room_id": required, "name": required, "size": required});
    ana.post("/api/uploads/", json!({})).await.is_invalid(all);
}

#[tokio::test]
async fn the_address_holds_for_what_was_announced_and_nothing_else() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    assert_eq!(upload(&announced, &[], b"Hello, longer").await, 403);
    assert_eq!(upload(&announced, &[], b"Hell").await, 403);
    assert_eq!(upload(&announced, &[("content-type", "text/html")], b"Hello").await, 403);
    let (elsewhere, _) = announced["url"].as_str().and_then(|url| url.split_once('?')).unwrap_or_default();
    let query = announced["url"].as_str().unwrap_or_default().trim_start_matches(elsewhere);
    let mut other = announced.clone();
    other["url"] = json!(format!("{elsewhere}0{query}"));
    assert_eq!(upload(&other, &[], b"Hello").await, 403);
    assert_eq!(fetch(&announced["url"]).await.status, 403);
    // None of it was stored.
    let nothing = json!({"upload_id": ["The upload didn't finish. Please try again."]});
    ana.sends_upload(&room, &announced).await.is_invalid(nothing);
    assert_eq!(upload(&announced, &[], b"Hello").await, 200);
    ana.sends_upload(&room, &announced).await.created();
}

#[tokio::test]
async fn an_upload_is_its_senders_for_one_message_of_one_room() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let (room, other_room) = (app.active_room(&ana, &ben).await, ana.opens("More").await);
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    assert_eq!(upload(&announced, &[], b"Hello").await, 200);
    let not_usable = json!({"upload_id": [NOT_USABLE]});
    ben.sends_upload(&room, &announced).await.is_invalid(not_usable.clone());
    ana.sends_upload(&other_room, &announced).await.is_invalid(not_usable.clone());

    let first = ana.sends_upload(&room, &announced).await.created();
    // Once more is the same message, …
    assert_eq!(ana.sends_upload(&room, &announced).await.ok()["id"], first["id"]);
    // … and another message doesn't get it.
    let another = json!({"chat_room_id": room.id, "upload_id": announced["upload_id"], "client_message_id": "m-2"});
    ana.post("/api/messages/", another).await.is_invalid(not_usable.clone());
    let nobodys = json!({"upload_id": "00000000-0000-4000-8000-000000000000"});
    ana.sends_upload(&room, &nobodys).await.is_invalid(not_usable);
    assert_eq!(ana.reads_all(&room).await.len(), 1);
}

#[tokio::test]
async fn of_messages_sent_at_once_one_gets_the_file() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    assert_eq!(upload(&announced, &[], b"Hello").await, 200);
    let names: Vec<_> = (0..4).map(|i| format!("m-{i}")).collect();
    let answers = futures_util::future::join_all(names.iter().map(|name| {
        let body = json!({"chat_room_id": room.id, "upload_id": announced["upload_id"], "client_message_id": name});
        tests::until_answered({
            let ana = &ana;
            move || ana.post("/api/messages/", body.clone())
        })
    }));
    let mut statuses: Vec<_> = answers.await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400, 400, 400]);
    assert_eq!(ana.reads_all(&room).await.len(), 1);
}

#[tokio::test]
async fn what_arrived_is_looked_at_whatever_was_announced() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let page = b"<!DOCTYPE html><script>alert(1)</script>";
    let announced = ana.announces(&room, "picture.png", "image/png", page.len()).await.created();
    assert_eq!(upload(&announced, &[], page).await, 200);
    let allowed = "Allowed types: png, jpg, gif, webp, heic, heif, pdf, txt, csv, zip, docx, xlsx, pptx, mp3, m4a, ogg, amr, mp4, mov, 3gp, webm.";
    let refusal = json!({"attachment": [format!("Files of type \"markup\" are not allowed. {allowed}")]});
    ana.sends_upload(&room, &announced).await.is_invalid(refusal);
    // What it is decides, where that is allowed.
    let picture = sample("picture.webp");
    let announced = ana.announces(&room, "picture.pdf", "application/pdf", picture.bytes.len()).await.created();
    assert_eq!(upload(&announced, &[], picture.bytes).await, 200);
    let message = ana.sends_upload(&room, &announced).await.created();
    assert_eq!(
        (&message["message_type"], &message["attachment_info"]["content_type"]),
        (&json!("image"), &json!("image/webp"))
    );
}

#[tokio::test]
async fn what_is_uploaded_again_after_the_message_changes_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    assert_eq!(upload(&announced, &[], b"Hello").await, 200);
    let message = ana.sends_upload(&room, &announced).await.created();
    assert_eq!(upload(&announced, &[], b"Gotya").await, 200);
    assert_eq!(fetch(&message["attachment"]).await.bytes, b"Hello");
}

#[tokio::test]
async fn a_message_has_one_file() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let announced = ana.announces(&room, "a.txt", "text/plain", 5).await.created();
    let form = tests::files::FormData::default().text("chat_room_id", &room.id);
    let form = form.text("upload_id", announced["upload_id"].as_str().unwrap_or_default());
    let form = form.file("attachment", "b.txt", "text/plain", b"Hello");
    let answer = ana.sends_form(reqwest::Method::POST, "/api/messages/", form).await;
    answer.is_invalid(json!({"upload_id": ["Send either attachment or upload_id, not both."]}));
    let wrong = json!({"chat_room_id": room.id, "upload_id": "x"});
    ana.post("/api/messages/", wrong).await.is_invalid(json!({"upload_id": ["Must be a valid UUID."]}));
    let none = json!({"chat_room_id": room.id, "content": "Hello", "upload_id": null, "attachment": null});
    assert_eq!(ana.post("/api/messages/", none).await.created()["attachment"], Value::Null);
}
