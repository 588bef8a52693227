//! `GET /api/chat-rooms/{id}/messages/`

use serde_json::json;
use tests::{
    App,
    shapes::{LIST, MESSAGE, assert_has, pluck},
};

#[tokio::test]
async fn the_newest_page_comes_first_and_reads_from_old_to_new() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for i in 1..=25 {
        ana.says(&room, &i.to_string()).await;
    }
    let newest = ana.get(&room.path("messages/")).await.ok();
    assert_has(&newest, LIST);
    assert_has(&newest["results"][0], MESSAGE);
    assert_eq!(newest["count"], 25);
    assert_eq!(pluck(&newest["results"], "seq"), (6..=25).collect::<Vec<_>>());
    assert!(newest["previous"].is_null());
    let older = ana.get(newest["next"].as_str().unwrap_or_default()).await.ok();
    assert_eq!(pluck(&older["results"], "seq"), (1..=5).collect::<Vec<_>>());
    assert!(older["next"].is_null());
    let back = ana.get(older["previous"].as_str().unwrap_or_default()).await.ok();
    assert_eq!(back["results"], newest["results"]);
}

#[tokio::test]
async fn its_participants_and_staff_see_them() {
    let app = App::start().await;
    let (ana, ben, cleo) = (app.customer("ana").await, app.agent("ben").await, app.agent("cleo").await);
    let room = app.active_room(&ana, &ben).await;
    let message = ana.says(&room, "Hello").await;
    for actor in [&ana, &ben, &cleo, app.admin().await] {
        assert_eq!(actor.reads_all(&room).await, std::slice::from_ref(&message));
    }
    app.anon().get(&room.path("messages/")).await.is_not_authenticated();
}

#[tokio::test]
async fn catching_up_brings_what_is_new_and_what_was_edited() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    let (first, second) = (ana.says(&room, "one").await, ana.says(&room, "two").await);
    app.admin().await.patch(&room.path(""), json!({"tags": ["x"]})).await.ok();
    let third = ana.says(&room, "three").await;
    let edited = ana.edits(&first, "ONE").await.ok();
    let after =
        async |seq: u64| ana.get(&room.path(&format!("messages/?after_seq={seq}"))).await.ok()["results"].clone();
    assert_eq!(after(0).await, json!([second, third, edited]));
    assert_eq!(after(2).await, json!([third, edited]));
    assert_eq!(after(4).await, json!([edited]));
    assert_eq!(after(5).await, json!([]));
    assert_eq!(after(u64::MAX).await, json!([]));
}

#[tokio::test]
async fn catching_up_goes_on_page_by_page() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for i in 1..=9 {
        ana.says(&room, &i.to_string()).await;
    }
    let all = ana.walks(&room.path("messages/?after_seq=2&page_size=3")).await;
    assert_eq!(pluck(&json!(all), "seq"), (3..=9).collect::<Vec<_>>());
}

#[tokio::test]
async fn after_seq_is_a_number() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    for wrong in ["-1", "x", "1.5"] {
        let answer = ana.get(&room.path(&format!("messages/?after_seq={wrong}"))).await;
        answer.is_invalid(json!({"after_seq": ["A valid integer is required."]}));
    }
}
