//! Nobody waits for whoever isn't there: an agent who goes, however they go, keeps no room and is given none.

use local::Options;
use serde_json::{Value, json};
use shared::config::DeskSettings;
use tests::{Actor, App, PASSWORD, Room, shapes::pluck};

/// Its status and the number of its agent.
pub(crate) async fn state(who: &Actor, room: &Room) -> (Value, Value) {
    let room = who.sees(room).await;
    (room["status"].clone(), room["agent"]["id"].clone())
}

pub(crate) fn active(agent: &Actor) -> (Value, Value) {
    (json!("active"), json!(agent.agent_id))
}

pub(crate) fn waiting() -> (Value, Value) {
    (json!("waiting"), Value::Null)
}

/// Ways in which an agent goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    SignsOut,
    EndsTheirSignIn,
    IsDeactivated,
    IsRemoved,
    GetsAnotherPassword,
    HasTheirRefreshTokenUsedTwice,
    LeavesTheBrowserToAnother,
}

const WAYS: [Way; 7] = [
    Way::SignsOut,
    Way::EndsTheirSignIn,
    Way::IsDeactivated,
    Way::IsRemoved,
    Way::GetsAnotherPassword,
    Way::LeavesTheBrowserToAnother,
    Way::HasTheirRefreshTokenUsedTwice,
];

async fn leaves(app: &App, agent: &Actor, way: Way) {
    let path = format!("/api/admin-agents/{}/", agent.agent_id);
    let refresh = async |token: &str| app.anon().post("/api/token/refresh/", json!({"refresh": token})).await;
    match way {
        Way::SignsOut => {
            agent.post_empty("/api/auth/logout/").await.ok();
        }
        Way::EndsTheirSignIn => {
            let sessions = agent.get("/api/auth/sessions/").await.ok();
            for id in pluck(&sessions["results"], "id") {
                let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                agent.delete(&format!("/api/auth/sessions/{id}/")).await.with_status(204);
            }
        }
        Way::IsDeactivated => drop(app.admin().await.patch(&path, json!({"is_active": false})).await.ok()),
        Way::IsRemoved => drop(app.admin().await.delete(&path).await.with_status(204)),
        Way::GetsAnotherPassword => {
            drop(app.admin().await.patch(&path, json!({"password": "another horse 2"})).await.ok());
        }
        Way::HasTheirRefreshTokenUsedTwice => {
            let second = refresh(&agent.refresh).await.ok()["refresh"].as_str().unwrap_or_default().to_owned();
            refresh(&second).await.ok();
            refresh(&agent.refresh).await.with_status(401);
        }
        Way::LeavesTheBrowserToAnother => {
            let browser = app.browser();
            let sign_in = async |name: &str| {
                browser.post("/api/auth/login/", json!({"username": name, "password": PASSWORD})).await.ok();
            };
            sign_in(&agent.username).await;
            agent.post_empty("/api/auth/logout/").await.ok();
            sign_in("admin").await;
        }
    }
}

async fn auto_assigning() -> App {
    let desk = DeskSettings { auto_assign: true, ..DeskSettings::default() };
    App::with(Options { desk, ..Options::default() }).await
}

#[tokio::test]
async fn whoever_goes_keeps_no_room_however_they_go() {
    for way in WAYS {
        let app = App::own().await;
        let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
        ben.comes_online().await;
        let rooms = [app.active_room(&ana, &ben).await, app.active_room(&ana, &ben).await];
        let mut socket = ana.connect().await;
        leaves(&app, &ben, way).await;
        for room in &rooms {
            assert_eq!(state(&ana, room).await, waiting(), "{way:?}");
            assert_eq!(socket.expect_in(room, "room.updated").await["data"]["change"], "unassigned", "{way:?}");
        }
        let queue = app.admin().await.get("/api/chat-rooms/waiting_chats/").await.ok();
        assert_eq!(queue["chats"].as_array().map(Vec::len), Some(2), "{way:?}");
    }
}

#[tokio::test]
async fn whoever_is_gone_is_given_no_room_however_they_went() {
    for way in WAYS {
        let app = auto_assigning().await;
        let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
        ben.comes_online().await;
        let first = ana.opens("Help").await;
        assert_eq!(state(&ana, &first).await, active(&ben));
        leaves(&app, &ben, way).await;
        assert_eq!(state(&ana, &first).await, waiting(), "{way:?}");
        let second = ana.opens("More help").await;
        ana.post_empty(&first.path("close/")).await.ok();
        assert_eq!(state(&ana, &second).await, waiting(), "{way:?}");
    }
}

#[tokio::test]
async fn an_agents_rooms_go_to_whoever_is_there_and_come_back_to_nobody() {
    let app = auto_assigning().await;
    let (ana, ben, cem) = (app.customer("ana").await, app.agent("ben").await, app.agent("cem").await);
    ben.comes_online().await;
    let room = ana.opens("Help").await;
    assert_eq!(state(&ana, &room).await, active(&ben));
    cem.comes_online().await;
    ben.post_empty("/api/auth/logout/").await.ok();
    assert_eq!(state(&ana, &room).await, active(&cem));
    cem.post_empty(&room.path("resolve/")).await.ok();
    cem.post_empty("/api/auth/logout/").await.ok();
    ana.says(&room, "It broke again").await;
    assert_eq!(state(&ana, &room).await, waiting());
    let ben = app.login(&ben.username).await;
    ben.comes_online().await;
    assert_eq!(state(&ana, &room).await, active(&ben));
}

#[tokio::test]
async fn an_agent_who_is_still_signed_in_elsewhere_keeps_their_rooms() {
    let app = App::own().await;
    let (ana, ben) = (app.customer("ana").await, app.agent("ben").await);
    ben.comes_online().await;
    let room = app.active_room(&ana, &ben).await;
    let phone = app.login(&ben.username).await;
    let mut socket = phone.connect().await;
    phone.post_empty("/api/auth/logout/").await.ok();
    socket.closed().await;
    assert_eq!(state(&ana, &room).await, active(&ben));
    let tablet = app.login(&ben.username).await;
    let sessions = ben.get("/api/auth/sessions/").await.ok();
    let id = sessions["results"][0]["id"].as_str().unwrap_or_default().to_owned();
    ben.delete(&format!("/api/auth/sessions/{id}/")).await.with_status(204);
    assert!(!tablet.is_signed_in().await && ben.is_signed_in().await);
    assert_eq!(state(&ana, &room).await, active(&ben));
    let change = json!({"old_password": PASSWORD, "new_password": "another horse 2"});
    ben.post("/api/auth/password/change/", change).await.ok();
    assert_eq!(state(&ana, &room).await, active(&ben));
}
