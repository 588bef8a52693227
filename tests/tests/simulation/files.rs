//! Files, and functions that die with them in their hands: a message has its file or there is none, and what belongs to
//! nothing is cleared away.

use std::{collections::BTreeSet, time::Duration};

use axum::http::Method;
use client::{Response, Transport};
use serde_json::{Value, json};
use tests::{
    files::FormData,
    simulation::{self, Odds, World},
};
use tokio::time::sleep;

use crate::support::User;

const MINUTE: Duration = Duration::from_secs(60);
/// Number of simulations, each with a seed of its own.
const SEEDS: u64 = 12;
/// Number of files that somebody sends.
const FILES: usize = 12;

/// The sweep, every minute, for as long as something may be left to do.
async fn sweeps(world: &World) {
    for _ in 0..130 {
        sleep(MINUTE).await;
        world.sweep().await;
    }
}

fn form(room: &str, name: &str) -> FormData {
    let form = FormData::default().text("chat_room_id", room).text("client_message_id", name);
    form.file("attachment", &format!("{name}.txt"), "text/plain", name.as_bytes())
}

/// Repeats a request until it is answered, as clients do.
async fn until_answered<F, E>(request: impl Fn() -> F) -> Response
where
    F: Future<Output = Result<Response, E>>,
{
    loop {
        match request().await {
            Ok(answer) if answer.status < 500 => return answer,
            _ => sleep(Duration::from_secs(1)).await,
        }
    }
}

async fn posts(user: &User, path: &str, body: Value) -> Response {
    until_answered(|| user.network.request(user.request(Method::POST, path, Some(body.clone())))).await
}

async fn announces(user: &User, room: &str, name: &str) -> Value {
    let size = name.len();
    let file = json!({"chat_room_id": room, "name": format!("{name}.txt"), "content_type": "text/plain", "size": size});
    posts(user, "/api/uploads/", file).await.body
}

/// Sends a file in one of the ways there are, or gives up on the way.
async fn sends_file(world: &World, user: &User, room: &str, i: usize) {
    let name = format!("file-{i}");
    let sent = match i % 4 {
        // With the message.
        0 | 1 => {
            let request = || user.request(Method::POST, "/api/messages/", None);
            until_answered(|| user.network.sends_form(request(), form(room, &name))).await
        }
        // Before it.
        2 => {
            let announced = announces(user, room, &name).await;
            assert_eq!(world.uploads(&announced, name.as_bytes()).await, 200);
            let upload = &announced["upload_id"];
            posts(user, "/api/messages/", json!({"chat_room_id": room, "upload_id": upload, "client_message_id": name}))
                .await
        }
        // Or not after all.
        _ => {
            let announced = announces(user, room, &name).await;
            if i % 8 == 3 {
                world.uploads(&announced, name.as_bytes()).await;
            }
            return;
        }
    };
    assert!([200, 201].contains(&sent.status), "{}", sent.body);
}

/// The objects that messages of these rooms refer to, and the avatar of these users.
async fn referred_to(users: &[&User], rooms: &[&str]) -> BTreeSet<String> {
    let object = |url: &Value| {
        let path = url.as_str()?.split('?').next()?;
        path.split_once("/files/").map(|(_, key)| key.to_owned())
    };
    let mut objects = BTreeSet::new();
    for room in rooms {
        let messages = users[0].request(Method::GET, &format!("/api/chat-rooms/{room}/messages/?page_size=100"), None);
        let messages = users[0].network.request(messages).await.expect("an answer").body;
        let messages = messages["results"].as_array().cloned().unwrap_or_default();
        objects.extend(messages.iter().filter_map(|message| object(&message["attachment"])));
    }
    for user in users {
        let me = user.network.request(user.request(Method::GET, "/api/users/me/", None)).await.expect("an answer").body;
        objects.extend(object(&me["avatar"]));
    }
    objects
}

fn of_partition<'a>(items: &'a [Value], partition: &str) -> Vec<&'a Value> {
    items.iter().filter(|item| item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with(partition))).collect()
}

#[test]
fn a_message_has_its_file_whatever_fails_and_nothing_else_stays_in_the_bucket() {
    let mut deaths = 0;
    for seed in 0..SEEDS {
        simulation::run(seed, Odds::usual(), async |world| {
            let ana = User::customer(world, "ana").await;
            let room = ana.opens_room().await;
            world.faults.begin();
            for i in 0..FILES {
                sends_file(world, &ana, &room, i).await;
                if i % 3 == 0 {
                    let picture = tests::files::sample("picture.png").bytes;
                    let avatar = || FormData::default().file("avatar", "me.png", "image/png", picture);
                    let request = || ana.request(Method::PATCH, "/api/users/me/", None);
                    until_answered(|| ana.network.sends_form(request(), avatar())).await;
                }
                if i % 5 == 0 {
                    world.sweep().await;
                }
            }
            world.faults.end();
            deaths += world.faults.trace().iter().filter(|line| line.contains("FunctionDied")).count();
            sleep(simulation::AFTERMATH).await;
            let left_behind = world.objects();
            sweeps(world).await;

            let said = ana.network.request(ana.request(Method::GET, &format!("/api/chat-rooms/{room}/"), None)).await;
            assert_eq!(said.expect("an answer").body["message_count"], FILES / 4 * 3);
            let referred_to = referred_to(&[&ana], &[&room]).await;
            assert_eq!(referred_to.len(), FILES / 4 * 3 + 1);
            assert_eq!(world.objects(), referred_to);
            assert!(left_behind.is_superset(&referred_to) && left_behind.len() > referred_to.len());
            assert_eq!(of_partition(&world.items(), "UPLOADS"), Vec::<&Value>::new());
        });
    }
    assert!(deaths > 0, "no function died");
}

#[test]
fn nothing_is_cleared_away_that_a_message_may_still_take() {
    simulation::run(1, Odds::none(), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        let (early, late) = (announces(&ana, &room, "early").await, announces(&ana, &room, "late").await);
        assert_eq!(world.uploads(&early, b"early").await, 200);
        assert_eq!(world.uploads(&late, b"late").await, 200);
        for _ in 0..58 {
            sleep(MINUTE).await;
            world.sweep().await;
        }
        let message = |upload: &Value| json!({"chat_room_id": room, "upload_id": upload["upload_id"]});
        assert_eq!(posts(&ana, "/api/messages/", message(&early)).await.status, 201);
        sweeps(world).await;
        assert_eq!(posts(&ana, "/api/messages/", message(&late)).await.status, 400);
        // A retry after all traces of the upload are gone still is the first message.
        assert_eq!(posts(&ana, "/api/messages/", message(&early)).await.status, 200);
        assert_eq!(world.objects(), referred_to(&[&ana], &[&room]).await);
    });
}

#[test]
fn of_a_deleted_room_nothing_is_left_whatever_fails() {
    for seed in 0..SEEDS {
        simulation::run(seed, Odds::usual(), async |world| {
            let (ana, ben, gus) =
                (User::customer(world, "ana").await, world.agent("ben", 5).await, world.admin("gus").await);
            let [ben, gus] =
                [(ben, "ben"), (gus, "gus")].map(|(person, name)| User { person, network: world.network(name) });
            let (room, other) = (ana.opens_room().await, ana.opens_room().await);
            for room in [&room, &other] {
                let taken = posts(&ben, &format!("/api/chat-rooms/{room}/take_chat/"), json!({})).await;
                assert_eq!(taken.status, 200, "{}", taken.body);
                for i in 0..3 {
                    sends_file(world, &ana, room, i).await;
                    posts(&ben, "/api/messages/", json!({"chat_room_id": room, "content": "Hello"})).await;
                }
                posts(&ben, &format!("/api/chat-rooms/{room}/notes/"), json!({"content": "A note"})).await;
            }
            let path = format!("/api/chat-rooms/{room}/");
            let delete = || gus.network.request(gus.request(Method::DELETE, &path, None));
            assert_eq!(delete().await.expect("an answer").status, 400);
            posts(&ben, &format!("{path}close/"), json!({})).await;
            // Announced, but never sent.
            let _ = announces(&ana, &other, "late").await;
            world.faults.begin();
            let deleted = until_answered(delete).await;
            // The answer to the first attempt may have been lost.
            assert!([204, 404].contains(&deleted.status), "{}", deleted.body);
            for user in [&ana, &ben, &gus] {
                let seen = until_answered(|| user.network.request(user.request(Method::GET, &path, None))).await;
                assert_eq!(seen.status, 404);
            }
            for _ in 0..20 {
                sleep(MINUTE).await;
                world.sweep().await;
            }
            world.faults.end();
            sweeps(world).await;
            let is_about_it = |item: &&Value| item.to_string().contains(&room);
            let items = world.items();
            let left: Vec<_> = items.iter().filter(is_about_it).collect();
            // That it was made, taken, closed and deleted, is in the audit log; how many files wait is soon gone.
            let stays = |item: &&&Value| item["ttl"].is_null();
            assert!(left.iter().filter(stays).all(|item| item["pk"]["S"] == "AUDIT"), "{left:#?}");
            assert!(left.iter().any(|item| item["action"]["S"] == "room.deleted"), "{left:#?}");
            assert_eq!(world.objects(), referred_to(&[&ana], &[&other]).await);
        });
    }
}
