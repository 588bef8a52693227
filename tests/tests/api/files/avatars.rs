//! Pictures in profiles.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{
    App,
    files::{FormData, fetch, sample},
};

const ME: &str = "/api/users/me/";

#[tokio::test]
async fn a_picture_of_each_kind_becomes_an_avatar_and_is_taken_away_again() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    assert_eq!(ana.get(ME).await.ok()["avatar"], Value::Null);
    for name in ["picture.png", "photo.jpg", "picture.webp"] {
        let picture = sample(name);
        let avatar = ana.changes_avatar(name, picture.bytes).await.ok()["avatar"].clone();
        let fetched = fetch(&avatar).await;
        assert_eq!((fetched.status, fetched.header("content-type")), (200, picture.content_type));
        assert_eq!(fetched.bytes, picture.kept());
        assert_eq!(fetch(&ana.get(ME).await.ok()["avatar"]).await.bytes, picture.kept());
    }
    assert_eq!(ana.patch(ME, json!({"avatar": null})).await.ok()["avatar"], Value::Null);
    assert_eq!(ana.get(ME).await.ok()["avatar"], Value::Null);
}

#[tokio::test]
async fn agents_see_the_avatar_of_a_rooms_customer() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let picture = sample("picture.png");
    let form = FormData::default().text("first_name", "Anna").file("avatar", "me.png", "image/png", picture.bytes);
    assert_eq!(ana.sends_form(Method::PATCH, ME, form).await.ok()["full_name"], "Anna Test");
    let room = app.active_room(&ana, &ben).await;
    let seen = ben.sees(&room).await["chat_user"].clone();
    assert_eq!(seen["full_name"], "Anna Test");
    assert_eq!(fetch(&seen["avatar"]).await.bytes, picture.kept());
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let allowed = "Allowed types: png, jpg, webp.";
    for (name, found) in [("picture.gif", "gif"), ("letter.pdf", "pdf"), ("notes.txt", "txt")] {
        let form = FormData::default().text("first_name", "Anna");
        let form = form.file("avatar", "me.png", "image/png", sample(name).bytes);
        let refusal = json!({"avatar": [format!("Files of type \"{found}\" are not allowed. {allowed}")]});
        ana.sends_form(Method::PATCH, ME, form).await.is_invalid(refusal);
    }
    let refusal = json!({"avatar": ["The submitted data was not a file. Check the encoding type on the form."]});
    ana.patch(ME, json!({"avatar": "me.png"})).await.is_invalid(refusal);
    let large = vec![0; 2 * 1024 * 1024 + 1];
    let refusal = json!({"avatar": ["Ensure this file is no larger than 2 MB."]});
    ana.changes_avatar("me.png", &large).await.is_invalid(refusal);
    let me = ana.get(ME).await.ok();
    assert_eq!((&me["user"]["first_name"], &me["avatar"]), (&json!("Ana"), &Value::Null));
}
