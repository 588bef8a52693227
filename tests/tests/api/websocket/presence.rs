//! Presence: a connection keeps its user online.

use serde_json::{Value, json};
use tests::{Actor, App};

async fn is_online(actor: &Actor) -> Value {
    actor.get("/api/users/me/").await.ok()["is_online"].clone()
}

#[tokio::test]
async fn who_connects_is_online_and_who_goes_is_not() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    let mut bens = ben.connect().await;
    let anas = ana.connect().await;
    let presence = bens.expect("presence").await;
    assert_eq!((&presence["data"]["user_id"], &presence["data"]["is_online"]), (&json!(ana.user_id), &json!(true)));
    assert_eq!(is_online(&ana).await, true);
    anas.close().await;
    assert_eq!(bens.expect("presence").await["data"]["is_online"], false);
    assert_eq!(is_online(&ana).await, false);
}

#[tokio::test]
async fn the_last_connection_counts() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    let (first, mut second) = (ana.connect().await, ana.connect().await);
    let mut bens = ben.connect().await;
    first.close().await;
    second.ask(json!({"action": "ping"}), "pong").await;
    assert_eq!(is_online(&ana).await, true);
    assert!(bens.arrived_of("presence").await.is_empty());
    second.close().await;
    assert_eq!(bens.expect("presence").await["data"]["is_online"], false);
}

#[tokio::test]
async fn customers_see_their_agent_come_and_go() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    let room = app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    let bens = ben.connect().await;
    let presence = anas.expect("presence").await;
    assert_eq!((&presence["data"]["agent_id"], &presence["data"]["is_online"]), (&json!(ben.agent_id), &json!(true)));
    assert_eq!(ana.sees(&room).await["agent"]["is_online"], true);
    bens.close().await;
    assert_eq!(anas.expect("presence").await["data"]["is_online"], false);
    assert_eq!(ana.sees(&room).await["agent"]["is_online"], false);
}

#[tokio::test]
async fn presence_tells_nothing_private() {
    let app = App::start().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    app.active_room(&ana, &ben).await;
    let mut anas = ana.connect().await;
    let _bens = ben.connect().await;
    let presence = anas.expect("presence").await.to_string();
    assert!(!presence.contains("@") && !presence.contains("phone"), "{presence}");
}
