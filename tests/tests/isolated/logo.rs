//! The desk's logo: what admins may upload, and where it is shown.

use base64::{Engine, engine::general_purpose::STANDARD};
use local::Options;
use serde_json::{Value, json};
use shared::config::WebSettings;
use tests::{
    App, Mailbox,
    files::{SAMPLE_SIZE, fetch, sample},
};

use super::desk::sets;

fn data_url(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

async fn availability(app: &App) -> Value {
    app.anon().get("/api/chat/availability/").await.ok()
}

#[tokio::test]
async fn a_logo_is_shown_to_anybody_and_may_be_kept_for_ever() {
    let app = App::own().await;
    let admin = app.admin().await;
    let picture = sample("picture.png");
    let set = sets(admin, "profile", json!({"logo": data_url(picture.bytes)})).await.ok()["profile"]["logo"].clone();
    assert_eq!((&set["width"], &set["height"]), (&json!(SAMPLE_SIZE.0), &json!(SAMPLE_SIZE.1)));
    let shown = availability(&app).await["logo"].clone();
    assert_eq!((&shown["width"], &shown["height"]), (&set["width"], &set["height"]));
    let url = format!("{}{}", app.base_url(), shown["url"].as_str().unwrap_or_default());
    let fetched = fetch(&json!(url)).await;
    assert_eq!(fetched.header("content-type"), "image/png");
    assert_eq!(fetched.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(fetched.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(fetched.bytes, picture.kept());

    // The same picture has the same address, and nothing was changed.
    let again = sets(admin, "profile", json!({"logo": data_url(picture.bytes)})).await.ok()["profile"].clone();
    assert_eq!((&again["logo"], &again["version"]), (&set, &json!(1)));
    // One that is removed is still in mails that were sent.
    sets(admin, "profile", json!({"logo": ""})).await.ok();
    assert_eq!(availability(&app).await["logo"], Value::Null);
    assert_eq!(fetch(&json!(url)).await.header("content-type"), "image/png");
}

#[tokio::test]
async fn a_mail_shows_the_logo_with_the_name_of_the_desk_in_its_place() {
    let mailbox = Mailbox::open();
    let web = WebSettings { public_url: Some("https://chat.example".to_owned()), ..WebSettings::default() };
    let app = App::with(Options { web, mailer: Some(mailbox.clone()), ..Options::default() }).await;
    let admin = app.admin().await;
    sets(admin, "mail", json!({"sender": "help@example.com"})).await.ok();
    let profile = json!({"name": "Acme & Co", "logo": data_url(sample("picture.png").bytes)});
    sets(admin, "profile", profile).await.ok();
    let ana = app.customer("ana").await.get("/api/users/me/").await.ok()["user"]["email"].clone();
    app.anon().post("/api/auth/password/reset/", json!({"email": ana})).await.ok();
    let html = mailbox.next().await.html;
    let url = availability(&app).await["logo"]["url"].clone();
    let image = format!("<img src=\"https://chat.example{}\" alt=\"Acme &#38; Co\"", url.as_str().unwrap_or_default());
    let (width, height) = SAMPLE_SIZE;
    assert!(html.contains(&format!("{image} width=\"{width}\" height=\"{height}\"")), "{html}");
}

#[tokio::test]
async fn what_is_no_small_picture_is_refused() {
    let app = App::own().await;
    let admin = app.admin().await;
    let refuses = async |logo: String, message: &str| {
        sets(admin, "profile", json!({"logo": logo})).await.is_invalid(json!({"profile.logo": [message]}));
    };
    let types = |found: &str| format!("{found} are not allowed. Allowed types: png, jpg.");
    refuses("https://example.com/logo.png".into(), "Enter a data URL with a picture in base64.").await;
    refuses("data:image/png;base64,???".into(), "Enter a data URL with a picture in base64.").await;
    refuses(data_url(sample("letter.pdf").bytes), &types("Files of type \"pdf\"")).await;
    refuses(data_url(sample("picture.webp").bytes), &types("Files of type \"webp\"")).await;
    refuses(data_url(b"\x89PNG\r\n\x1a\n"), "This picture can’t be read.").await;
    let huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x08\x01\0\0\0\x01\x08\x02\0\0\0";
    refuses(data_url(huge), "Ensure this picture is no larger than 2048 by 2048 pixels.").await;
    refuses(data_url(&vec![0; 100 * 1024 + 1]), "Ensure this file is no larger than 100 KB.").await;
    assert_eq!(admin.get("/api/settings/").await.ok()["profile"]["version"], 0);
    let nowhere = "/api/chat/logo/00000000-0000-0000-0000-000000000000/";
    for path in [nowhere, "/api/chat/logo/..%2Frooms/"] {
        app.anon().get(path).await.is_error(404, "Not found.");
    }
}
