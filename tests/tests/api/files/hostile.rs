//! Files that mean no good.

use reqwest::Method;
use serde_json::json;
use tests::{
    App,
    files::{FormData, fetch, sample},
};

const ALLOWED: &str = "Allowed types: png, jpg, gif, webp, heic, heif, pdf, txt, csv, zip, docx, xlsx, pptx, mp3, m4a, ogg, amr, mp4, mov, 3gp, webm.";

/// Contents that are refused, under whatever name they come, with their types.
const REFUSED: &[(&str, &[u8], &str)] = &[
    ("page.png", b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
    ("page.txt", b"  <html ><body onload=alert(1)>", "markup"),
    ("page.csv", b"\xef\xbb\xbf<b>bold</b>", "markup"),
    ("picture.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>", "markup"),
    ("picture.png", b"<?xml version=\"1.0\"?><svg/>", "markup"),
    ("run.txt", b"#!/bin/sh\nrm -rf /\n", "script"),
    ("letter.pdf", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00", "exe"),
    ("notes.txt", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "elf"),
];

#[tokio::test]
async fn pages_and_programs_are_refused_whatever_they_are_called() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    for (name, bytes, found) in REFUSED {
        let refusal = json!({"attachment": [format!("Files of type \"{found}\" are not allowed. {ALLOWED}")]});
        let answer = ana.sends_file(&room, name, bytes).await;
        assert_eq!((answer.status, answer.json), (400, refusal), "{name} {found}");
    }
    let unknown = json!({"attachment": [format!("Files of an unknown type are not allowed. {ALLOWED}")]});
    ana.sends_file(&room, "notes.txt", b"\x00\x01\x02\x03\x04").await.is_invalid(unknown);
    ana.sends_file(&room, "a.txt", b"").await.is_invalid(json!({"attachment": ["The submitted file is empty."]}));
    assert_eq!(ana.sees(&room).await["message_count"], 0);
}

/// Whatever a name promises, and whatever the text begins with: it is text, and opens as text.
#[tokio::test]
async fn text_is_text() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let texts: [(&str, &[u8], &str); 7] = [
        ("cars.csv", b"BMW;320d;2019\n", "text/csv"),
        ("mzn.csv", b"MZN;100\n", "text/csv"),
        ("cws.csv", b"CWS;1\n", "text/csv"),
        ("gif.txt", b"GIF89a is a format of pictures", "text/plain"),
        ("hosts", b"127.0.0.1\tlocalhost\n", "text/plain"),
        ("README", b"Hello", "text/plain"),
        ("script.js", b"alert(1)", "text/plain"),
    ];
    for (name, bytes, content_type) in texts {
        let message = ana.sends_file(&room, name, bytes).await.created();
        assert_eq!(message["attachment_info"]["content_type"], content_type, "{name}");
        let fetched = fetch(&message["attachment"]).await;
        assert!(fetched.header("content-disposition").starts_with("attachment;"), "{name}");
    }
}

#[tokio::test]
async fn a_name_leads_out_of_no_folder_and_no_header() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let names = [
        ("../../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Windows\\notes.txt", "notes.txt"),
        ("/files/rooms/x.txt", "x.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie: x=1.txt"),
        ("..%2f..%2fx.txt", "..%2f..%2fx.txt"),
    ];
    for (given, kept) in names {
        let message = ana.sends_file(&room, given, b"Hello").await.created();
        assert_eq!(message["attachment_info"]["name"], kept);
        let path = message["attachment"].as_str().and_then(|url| url.split('?').next()).unwrap_or_default();
        let (_, object) = path.rsplit_once(&format!("/rooms/{}/", room.id)).unwrap_or_default();
        assert!(object.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{path}");
        let fetched = fetch(&message["attachment"]).await;
        assert_eq!((fetched.status, fetched.header("set-cookie")), (200, ""));
    }
    for nothing in ["..", "folder/", "\u{9f}"] {
        let refusal = json!({"attachment": ["No filename could be determined."]});
        ana.sends_file(&room, nothing, b"Hello").await.is_invalid(refusal);
    }
    let long = format!("{}.txt", "x".repeat(252));
    let refusal = "Ensure this filename has at most 255 characters (it has 256).";
    ana.sends_file(&room, &long, b"Hello").await.is_invalid(json!({"attachment": [refusal]}));
}

#[tokio::test]
async fn what_is_saved_has_the_ending_of_its_type() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let message = ana.sends_file(&room, "game.exe", sample("archive.zip").bytes).await.created();
    assert_eq!(message["attachment_info"]["name"], "game.exe");
    let fetched = fetch(&message["attachment"]).await;
    assert_eq!(fetched.header("content-disposition"), "attachment; filename*=UTF-8''game.exe.zip");
}

/// A PNG of many pixels in few bytes; what claims more than it has; and what ends in the middle. Nothing is unpacked,
/// so they cost no more than others.
#[tokio::test]
async fn a_picture_that_would_be_huge_is_no_trouble() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let mut bomb = sample("picture.png").bytes.to_vec();
    bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let info = ana.sends_file(&room, "bomb.png", &bomb).await.created()["attachment_info"].clone();
    assert_eq!((&info["width"], &info["height"]), (&json!(0x7fff_ffff), &json!(0x7fff_ffff)));
    let photo = sample("photo.jpg").bytes;
    let info = ana.sends_file(&room, "half.jpg", &photo[..photo.len() / 20]).await.created()["attachment_info"].clone();
    assert_eq!((&info["content_type"], &info["width"]), (&json!("image/jpeg"), &json!(null)));
}

#[tokio::test]
async fn a_form_that_can_not_be_read_is_refused() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Files").await;
    let form = FormData::default().text("chat_room_id", &room.id);
    let (content_type, body) = form.clone().file("attachment", "a.txt", "text/plain", b"Hello").finish();
    let cut = &body[..body.len() - 30];
    let without_boundary = ("multipart/form-data", body.as_slice());
    for (content_type, body) in [(content_type.as_str(), cut), without_boundary, (content_type.as_str(), b"nonsense")] {
        let answer = ana.sends_raw(Method::POST, "/api/messages/", content_type, body.to_vec()).await;
        let detail = answer.json["detail"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && detail.starts_with("Multipart form parse error"), "{} {detail}", answer.status);
    }
    let not_text = form.part("Content-Disposition: form-data; name=\"content\"\r\n\r\n", b"\xff\xfe");
    let answer = ana.sends_form(Method::POST, "/api/messages/", not_text).await;
    answer.is_error(400, "Multipart form parse error - content is not UTF-8.");
    let refusal = json!({"attachment": ["The submitted data was not a file. Check the encoding type on the form."]});
    let text = json!({"chat_room_id": room.id, "attachment": "a.txt"});
    ana.post("/api/messages/", text).await.is_invalid(refusal);
    let much = FormData::default().text("chat_room_id", &room.id).text("content", &"x".repeat(300_000));
    let answer = ana.sends_form(Method::POST, "/api/messages/", much).await;
    answer.is_error(413, "Request body exceeds the limit of 262144 bytes.");
    assert_eq!(ana.sees(&room).await["message_count"], 0);
}
