//! Files that come with a message.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{
    Actor, App, Room,
    files::{FormData, SAMPLE_SIZE, SAMPLES, fetch, sample},
};

use crate::visitors::visitor;

const MESSAGES: &str = "/api/messages/";

async fn room_of(app: &App) -> (Actor, Room) {
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    (ana, room)
}

#[tokio::test]
async fn files_of_every_kind_arrive_as_they_were_sent() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    for sample in SAMPLES {
        let message = ana.sends_file(&room, sample.name, sample.bytes).await.created();
        let is_image = sample.content_type.starts_with("image/");
        let (width, height) = if is_image { (json!(SAMPLE_SIZE.0), json!(SAMPLE_SIZE.1)) } else { Default::default() };
        let info = json!({
            "name": sample.name,
            "size": sample.kept().len(),
            "content_type": sample.content_type,
            "width": width,
            "height": height,
        });
        assert_eq!(message["attachment_info"], info);
        assert_eq!(message["message_type"], if is_image { "image" } else { "file" });
        assert_eq!(message["content"], "");
        let fetched = fetch(&message["attachment"]).await;
        assert_eq!(fetched.status, 200, "{}", String::from_utf8_lossy(&fetched.bytes));
        assert!(fetched.bytes == sample.kept(), "{} has become another", sample.name);
        assert_eq!(fetched.header("content-type"), sample.content_type);
        let kind = if is_image { "inline" } else { "attachment" };
        assert_eq!(fetched.header("content-disposition"), format!("{kind}; filename*=UTF-8''{}", sample.name));
    }
}

#[tokio::test]
async fn a_file_comes_with_words_and_everyone_in_the_room_sees_both() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut socket = ben.connect().await;
    let picture = sample("picture.png");
    let form = FormData::default().text("chat_room_id", &room.id).text("content", "Look!").text("message_type", "text");
    let form = form.text("client_message_id", "m-1").file("attachment", picture.name, "image/png", picture.bytes);
    let sent = ana.sends_form(Method::POST, MESSAGES, form).await.created();
    assert_eq!((&sent["content"], &sent["message_type"]), (&json!("Look!"), &json!("image")));

    let pushed = socket.expect_in(&room, "message.created").await;
    let listed = ben.reads_all(&room).await.pop().unwrap_or_default();
    let last = ben.sees(&room).await["last_message"].clone();
    let transcript = ben.get(&room.path("transcript/?format=json")).await.ok()["messages"].clone();
    let in_transcript = transcript.as_array().and_then(|messages| messages.last()).cloned().unwrap_or_default();
    for seen in [&pushed["data"], &listed, &last, &in_transcript] {
        assert_eq!((&seen["id"], &seen["attachment_info"]), (&sent["id"], &sent["attachment_info"]));
        assert_eq!(fetch(&seen["attachment"]).await.bytes, picture.bytes);
    }
    let text = ben.get(&room.path("transcript/")).await.text;
    assert!(text.contains("[picture.png] Look!"), "{text}");
}

#[tokio::test]
async fn agents_and_visitors_send_files_too() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let letter = sample("letter.pdf");
    let form = || FormData::default().file("attachment", letter.name, letter.content_type, letter.bytes);
    let sent = ben.sends_form(Method::POST, &room.path("send_message/"), form()).await.created();
    assert_eq!((&sent["message_type"], &sent["sender_type"]), (&json!("file"), &json!("agent")));

    let (guest, room) = visitor(&app).await;
    for path in [MESSAGES, "/api/chat/send_message/"] {
        let sent = guest.sends_form(Method::POST, path, form().text("chat_room_id", &room.id)).await.created();
        assert_eq!(fetch(&sent["attachment"]).await.bytes, letter.bytes);
    }
}

#[tokio::test]
async fn the_reader_is_notified_of_a_file_by_its_name() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.sends_file(&room, "notes.txt", b"Hello").await.created();
    let notes = ben.get("/api/notifications/").await.ok();
    let first =
        notes["results"].as_array().into_iter().flatten().find(|note| note["notification_type"] == "new_message");
    assert_eq!(first.map(|note| &note["message"]), Some(&json!("notes.txt")));
}

#[tokio::test]
async fn a_retry_with_a_file_is_the_first_message() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    let form = |content: &str| {
        let form = FormData::default().text("chat_room_id", &room.id).text("client_message_id", "m-1");
        form.file("attachment", "notes.txt", "text/plain", content.as_bytes())
    };
    let first = ana.sends_form(Method::POST, MESSAGES, form("one")).await.created();
    let again = ana.sends_form(Method::POST, MESSAGES, form("two")).await.ok();
    assert_eq!(again["id"], first["id"]);
    assert_eq!(fetch(&again["attachment"]).await.bytes, b"one");
    assert_eq!(ana.reads_all(&room).await.len(), 1);
}

#[tokio::test]
async fn a_name_shows_the_ending_it_has() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    let message = ana.sends_file(&room, "invoice\u{202e}fdp.exe", b"%PDF-1.4").await.created();
    assert_eq!(message["attachment_info"]["name"], "invoicefdp.exe");
    assert_eq!(message["attachment_info"]["content_type"], "application/pdf");
}

#[tokio::test]
async fn names_survive_with_any_characters() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    for name in ["Año \"nuevo\" 👋.txt", "a;b=c, d%zz'é.txt", "日本語.txt", "<script>.txt"] {
        let message = ana.sends_file(&room, name, b"Hello").await.created();
        assert_eq!(message["attachment_info"]["name"], name);
        let fetched = fetch(&message["attachment"]).await;
        let disposition = fetched.header("content-disposition");
        let encoded = disposition.strip_prefix("attachment; filename*=UTF-8''").unwrap_or_default();
        let decoded = form_urlencoded::parse(format!("name={}", encoded.replace('+', "%2B")).as_bytes())
            .next()
            .map(|(_, name)| name.into_owned());
        assert_eq!(decoded.as_deref(), Some(name), "{disposition}");
    }
}

#[tokio::test]
async fn older_clients_write_names_in_their_own_ways() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    let ways = [
        ("filename*=UTF-8''A%C3%B1o.txt", "Año.txt"),
        ("filename=\"fallback.txt\"; filename*=utf-8'en'n%20n.txt", "n n.txt"),
        ("filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt"),
        ("filename=plain.txt", "plain.txt"),
    ];
    for (parameter, name) in ways {
        let headers = format!("Content-Disposition: form-data; name=\"attachment\"; {parameter}\r\n\r\n");
        let form = FormData::default().text("chat_room_id", &room.id).part(&headers, b"Hello");
        let message = ana.sends_form(Method::POST, MESSAGES, form).await.created();
        assert_eq!(message["attachment_info"]["name"], name);
    }
}

#[tokio::test]
async fn a_form_without_a_file_is_as_good_as_json() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    let form = || FormData::default().text("chat_room_id", &room.id);
    let sent = ana.sends_form(Method::POST, MESSAGES, form().text("content", "Hello")).await.created();
    assert_eq!((&sent["content"], &sent["attachment"]), (&json!("Hello"), &Value::Null));
    // A page in which no file was chosen.
    let empty = form().text("content", "Hello").file("attachment", "", "application/octet-stream", b"");
    assert_eq!(ana.sends_form(Method::POST, MESSAGES, empty).await.created()["attachment_info"], Value::Null);
    ana.sends_form(Method::POST, MESSAGES, form()).await.is_invalid(json!({"content": ["This field is required."]}));
}

#[tokio::test]
async fn a_closed_room_takes_no_files() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    ana.post_empty(&room.path("close/")).await.ok();
    let refusal = json!({"chat_room_id": ["This chat has ended."]});
    ana.sends_file(&room, "notes.txt", b"Hello").await.is_invalid(refusal.clone());
    ana.announces(&room, "notes.txt", "text/plain", 5).await.is_invalid(refusal);
}

#[tokio::test]
async fn an_address_is_good_for_its_own_object_and_less_than_an_hour() {
    let app = App::start().await;
    let (ana, room) = room_of(&app).await;
    let [one, two] = [ana.sends_file(&room, "1.txt", b"one").await, ana.sends_file(&room, "2.txt", b"two").await];
    let [one, two] = [one.created()["attachment"].clone(), two.created()["attachment"].clone()];
    let url = one.as_str().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or_default();
    let (other_path, _) = two.as_str().and_then(|url| url.split_once('?')).unwrap_or_default();
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    assert_eq!(parameter("X-Amz-Expires"), "3600");
    let long = url.replace("X-Amz-Expires=3600", "X-Amz-Expires=86400");
    for forged in [path.to_owned(), format!("{other_path}?{query}"), long] {
        assert_eq!(fetch(&json!(forged)).await.status, 403, "{forged}");
    }
    // Who asks again gets the same address, for which their browser has the file.
    let again = ana.reads_all(&room).await[0]["attachment"].clone();
    let quarter_has_passed = again != one;
    assert!(!quarter_has_passed || fetch(&again).await.status == 200);
}
