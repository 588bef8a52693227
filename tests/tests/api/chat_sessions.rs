//! `/api/chat-sessions/`: live WebSocket connections.

use serde_json::{Value, json};
use tests::{Actor, App, shapes::assert_time};

use crate::visitors::visitor;

const PATH: &str = "/api/chat-sessions/";

async fn of_user(app: &App, user: &Actor) -> Vec<Value> {
    app.admin().await.walks(&format!("{PATH}?user_id={}", user.user_id)).await
}

fn path_of(session: &Value) -> String {
    format!("{PATH}{}/", session["id"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn an_admin_sees_who_is_connected_since_when_and_from_where() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    assert_eq!(of_user(&app, &ana).await, Vec::<Value>::new());
    let _sockets = [ana.connect().await, ana.connect().await];
    let sessions = of_user(&app, &ana).await;
    assert_eq!(sessions.len(), 2);
    for session in sessions {
        let user = &session["user"];
        assert_eq!((&user["id"], &user["username"]), (&json!(ana.user_id), &json!(ana.username)));
        assert_eq!((&session["role"], &session["room_id"]), (&json!("customer"), &Value::Null));
        assert_time(&session["connected_at"]);
        assert_time(&session["last_seen"]);
        assert!(session["ip_address"].as_str().is_some_and(|address| !address.is_empty()), "{session}");
    }
}

#[tokio::test]
async fn a_closed_connection_is_no_longer_among_them() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let (left, _stays) = (ana.connect().await, ana.connect().await);
    let watcher = app.agent("ben").await;
    let mut watching = watcher.connect().await;
    left.close().await;
    // What the gateway is told last, the system may hear late.
    while of_user(&app, &ana).await.len() > 1 {
        watching.ask(json!({"action": "ping"}), "pong").await;
    }
}

#[tokio::test]
async fn all_that_are_online_are_listed_page_by_page() {
    let app = App::start().await;
    let (ana, (guest, room)) = (app.customer("ana").await, visitor(&app).await);
    let _sockets = [ana.connect().await, guest.connect().await];
    let all = app.admin().await.walks(&format!("{PATH}?page_size=1")).await;
    let of_ana = all.iter().filter(|session| session["user"]["id"] == ana.user_id);
    assert_eq!(of_ana.count(), 1);
    let of_guest: Vec<_> = all.iter().filter(|session| session["room_id"] == room.id).collect();
    assert_eq!(of_guest.len(), 1);
    assert_eq!(of_guest[0]["role"], "visitor");
}

#[tokio::test]
async fn an_admin_closes_one_and_its_session_goes_on() {
    let app = App::start().await;
    let ana = app.customer("ana").await;
    let mut socket = ana.connect().await;
    let session = of_user(&app, &ana).await.remove(0);
    assert_eq!(app.admin().await.delete(&path_of(&session)).await.status, 204);
    socket.closed().await;
    assert_eq!(of_user(&app, &ana).await, Vec::<Value>::new());
    app.admin().await.delete(&path_of(&session)).await.is_not_found();
    assert!(ana.is_signed_in().await);
    ana.connect().await.ask(json!({"action": "ping"}), "pong").await;
}

#[tokio::test]
async fn its_user_may_close_it_and_nobody_else_but_an_admin() {
    let app = App::start().await;
    let (ana, bea, ben, (guest, _)) =
        (app.customer("ana").await, app.customer("bea").await, app.agent("ben").await, visitor(&app).await);
    let mut socket = ana.connect().await;
    let session = of_user(&app, &ana).await.remove(0);
    for other in [&bea, &ben, &guest] {
        other.delete(&path_of(&session)).await.is_not_found();
    }
    socket.ask(json!({"action": "ping"}), "pong").await;
    assert_eq!(ana.delete(&path_of(&session)).await.status, 204);
    socket.closed().await;
}

#[tokio::test]
async fn what_can_be_no_connection_is_not_found() {
    let app = App::start().await;
    let admin = app.admin().await;
    for id in ["nobodys", "%00", &"x".repeat(5_000)] {
        admin.delete(&format!("{PATH}{id}/")).await.is_not_found();
    }
    assert_eq!(admin.get(&format!("{PATH}?user_id=999999999")).await.ok()["results"], json!([]));
    admin.get(&format!("{PATH}?user_id=x")).await.is_invalid(json!({"user_id": ["A valid integer is required."]}));
}
