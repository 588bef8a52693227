//! Files, and the ways in which they are sent and fetched.

use reqwest::{Client, Method, header::HeaderMap};
use serde_json::{Value, json};

use crate::{Actor, Answer, DEADLINE, Room};

/// A file that a program of its kind has made.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

impl Sample {
    /// The part of it that is kept: a photograph says where it was taken no more.
    pub fn kept(&self) -> Vec<u8> {
        let kept = self.content_type.parse().map(|file_type| {
            shared::files::without_location(file_type, &axum::body::Bytes::from_static(self.bytes)).to_vec()
        });
        kept.unwrap_or_else(|()| self.bytes.to_vec())
    }
}

macro_rules! samples {
    ($($name:literal: $content_type:literal),+ $(,)?) => {
        &[$(Sample { name: $name, content_type: $content_type, bytes: include_bytes!(concat!("../files/", $name)) }),+]
    };
}

/// One or more of each kind that a message can have.
pub const SAMPLES: &[Sample] = samples![
    "picture.png": "image/png",
    "photo.jpg": "image/jpeg",
    "picture.gif": "image/gif",
    "picture.webp": "image/webp",
    "letter.pdf": "application/pdf",
    "notes.txt": "text/plain",
    "prices.csv": "text/csv",
    "prices-excel.csv": "text/csv",
    "archive.zip": "application/zip",
    "letter.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "prices.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sound.mp3": "audio/mpeg",
    "film.mp4": "video/mp4",
    "film.webm": "video/webm",
];

/// The width and height of the pictures among them.
pub const SAMPLE_SIZE: (u32, u32) = (32, 24);

/// The sample of this name.
pub fn sample(name: &str) -> Sample {
    *SAMPLES.iter().find(|sample| sample.name == name).expect("a sample")
}

/// A form with files, byte for byte as Chromium sends it.
#[derive(Clone, Debug)]
pub struct FormData {
    boundary: String,
    body: Vec<u8>,
}

impl Default for FormData {
    fn default() -> Self {
        Self { boundary: format!("----WebKitFormBoundary{:016x}", rand::random::<u64>()), body: Vec::new() }
    }
}

impl FormData {
    /// With another field.
    #[must_use]
    pub fn text(self, name: &str, value: &str) -> Self {
        self.part(&format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n"), value.as_bytes())
    }

    /// With another file.
    #[must_use]
    pub fn file(self, name: &str, file_name: &str, content_type: &str, bytes: &[u8]) -> Self {
        // HTML Standard, "multipart/form-data encoding algorithm".
        let escaped = file_name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        let disposition = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{escaped}\"\r\n");
        self.part(&format!("{disposition}Content-Type: {content_type}\r\n\r\n"), bytes)
    }

    /// With a part whose headers are these.
    #[must_use]
    pub fn part(mut self, headers: &str, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(format!("--{}\r\n{headers}", self.boundary).as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Its content type, and all of it.
    pub fn finish(mut self) -> (String, Vec<u8>) {
        self.body.extend_from_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        (format!("multipart/form-data; boundary={}", self.boundary), self.body)
    }
}

/// Answer of an address.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Fetched {
    /// A header's text; empty when it isn't there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Fetches an address, as a browser does that has nothing but it.
pub async fn fetch(url: &Value) -> Fetched {
    let url = url.as_str().expect("an address");
    let response = Client::new().get(url).timeout(DEADLINE).send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Fetched { status, headers, bytes: response.bytes().await.expect("the body arrives").into() }
}

/// Uploads a file as an announced upload says, or otherwise in these headers; gives the status.
pub async fn upload(upload: &Value, headers: &[(&str, &str)], bytes: &[u8]) -> u16 {
    let method = Method::from_bytes(upload["method"].as_str().unwrap_or_default().as_bytes()).expect("a method");
    let mut request = Client::new().request(method, upload["url"].as_str().expect("an address")).timeout(DEADLINE);
    let asked = upload["headers"].as_object().expect("headers").iter();
    let asked = asked.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
    for (name, value) in asked.filter(|(name, _)| !headers.iter().any(|(other, _)| other == name)) {
        request = request.header(name, value);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(bytes.to_vec()).send().await.expect("an answer").status().as_u16()
}

impl Actor {
    /// Sends a form.
    pub async fn sends_form(&self, method: Method, path: &str, form: FormData) -> Answer {
        let (content_type, body) = form.finish();
        self.sends_raw(method, path, &content_type, body).await
    }

    /// Sends a message with nothing but a file.
    pub async fn sends_file(&self, room: &Room, name: &str, bytes: &[u8]) -> Answer {
        let form = FormData::default().text("chat_room_id", &room.id);
        self.sends_form(
            Method::POST,
            "/api/messages/",
            form.file("attachment", name, "application/octet-stream", bytes),
        )
        .await
    }

    /// Changes their picture.
    pub async fn changes_avatar(&self, name: &str, bytes: &[u8]) -> Answer {
        let form = FormData::default().file("avatar", name, "image/png", bytes);
        self.sends_form(Method::PATCH, "/api/users/me/", form).await
    }

    /// Announces a file.
    pub async fn announces(&self, room: &Room, name: &str, content_type: &str, size: usize) -> Answer {
        let body = json!({"chat_room_id": room.id, "name": name, "content_type": content_type, "size": size});
        self.post("/api/uploads/", body).await
    }

    /// Sends a message with a file that was uploaded.
    pub async fn sends_upload(&self, room: &Room, upload: &Value) -> Answer {
        self.post("/api/messages/", json!({"chat_room_id": room.id, "upload_id": upload["upload_id"]})).await
    }
}
