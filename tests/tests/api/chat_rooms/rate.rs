//! `POST /api/chat-rooms/{id}/rate/`

use serde_json::json;
use tests::App;

#[tokio::test]
async fn a_customer_rates_a_room_that_is_over_once() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("resolve/")).await.ok();
    let mut bens = ben.connect().await;
    let rating = json!({"rating": 5, "comment": "Quick!"});
    assert_eq!(ana.post(&room.path("rate/"), rating.clone()).await.ok()["rating"], 5);
    let event = bens.expect_in(&room, "room.updated").await;
    assert_eq!((&event["data"]["change"], &event["data"]["room"]["rating"]), (&json!("rated"), &json!(5)));
    assert_eq!(ana.post(&room.path("rate/"), rating).await.ok()["rating"], 5);
    let refused = ana.post(&room.path("rate/"), json!({"rating": 1})).await;
    refused.is_invalid(json!({"non_field_errors": ["You've already rated this chat."]}));
    assert_eq!(ben.sees(&room).await["rating"], 5);
}

#[tokio::test]
async fn a_room_that_goes_on_is_not_rated_yet() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ana.post(&room.path("rate/"), json!({"rating": 5})).await.with_status(400);
    assert_eq!(ana.sees(&room).await["rating"], json!(null));
}

#[tokio::test]
async fn only_its_customer_rates_a_room() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    ben.post_empty(&room.path("close/")).await.ok();
    bea.post(&room.path("rate/"), json!({"rating": 1})).await.is_not_found();
    ben.post(&room.path("rate/"), json!({"rating": 5})).await.is_forbidden();
    app.anon().post(&room.path("rate/"), json!({"rating": 5})).await.is_not_authenticated();
}

#[tokio::test]
async fn a_rating_is_from_1_to_5() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let room = ana.opens("Help").await;
    ana.post_empty(&room.path("close/")).await.ok();
    let refused = [(json!(0), "greater than or equal to 1"), (json!(6), "less than or equal to 5")];
    for (rating, bound) in refused {
        let errors = json!({"rating": [format!("Ensure this value is {bound}.")]});
        ana.post(&room.path("rate/"), json!({"rating": rating})).await.is_invalid(errors);
    }
    ana.post(&room.path("rate/"), json!({})).await.is_invalid(json!({"rating": ["This field is required."]}));
}
