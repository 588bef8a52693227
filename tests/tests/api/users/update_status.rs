//! `POST /api/users/update_status/`

use serde_json::json;
use tests::{
    App,
    shapes::{CHAT_USER, assert_has, assert_time},
};

const STATUS: &str = "/api/users/update_status/";

#[tokio::test]
async fn somebody_says_whether_they_are_there() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    for is_online in [true, false] {
        let me = ana.post(STATUS, json!({"is_online": is_online})).await.ok();
        assert_has(&me, CHAT_USER);
        assert_eq!(me["is_online"], is_online);
        assert_time(&me["last_seen"]);
        assert_eq!(ana.get("/api/users/me/").await.ok()["is_online"], is_online);
    }
}

#[tokio::test]
async fn who_shares_a_room_sees_it_and_nobody_else() {
    let app = App::start().await;
    let (ana, bea, ben) = (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    let (mut bens, mut beas) = (ben.connect().await, bea.connect().await);
    ana.post(STATUS, json!({"is_online": true})).await.ok();
    let presence = bens.expect("presence").await;
    assert_eq!(presence["data"]["user_id"], ana.user_id);
    assert_eq!(presence["data"]["is_online"], true);
    ana.post(STATUS, json!({"is_online": false})).await.ok();
    assert_eq!(bens.expect("presence").await["data"]["is_online"], false);
    assert!(beas.arrived_of("presence").await.is_empty());
}

#[tokio::test]
async fn it_must_be_said() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    ana.post(STATUS, json!({})).await.is_invalid(json!({"is_online": ["This field is required."]}));
    ana.post(STATUS, json!({"is_online": "perhaps"}))
        .await
        .is_invalid(json!({"is_online": ["Must be a valid boolean."]}));
    app.anon().post(STATUS, json!({"is_online": true})).await.is_not_authenticated();
}
