//! Concurrent requests must have the same outcome as the same requests one after the other.

use futures_util::future::join_all;
use serde_json::json;
use tests::App;

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_registrations_of_one_name_one_is_taken() {
    let app = App::own().await;
    let attempts = (0..20).map(|i| app.register("ana", json!({"email": app.email(&format!("ana{i}"))})));
    let answers = join_all(attempts).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 19));
    for refused in refused {
        refused.is_invalid(json!({"username": ["A user with that username already exists."]}));
    }
    app.login(&app.username("ana")).await;
    let users = app.admin().await.walks("/api/users/?search=ana").await;
    assert_eq!(users.len(), 1);
}
