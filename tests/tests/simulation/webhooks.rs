//! Deliveries to webhooks over hours.

use std::{cell::RefCell, time::Duration};

use client::Transport;
use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    config::DeskSettings,
    model::{DeliveryAttempt, DeliveryRef},
    ops::webhooks::deliver,
    time::Timestamp,
};
use tests::simulation::{self, Fault, Odds, World};
use tokio::time::{Instant, sleep};

use crate::support::User;

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn asks(user: &User, method: Method, path: &str, body: Option<Value>) -> Value {
    user.network.request(user.request(method, path, body)).await.expect("an answer").body
}

/// A desk with a webhook that is told of new rooms, and its admin.
async fn with_webhook(world: &World) -> User {
    with_webhook_for(world, &["room.created"]).await
}

/// A desk with a webhook that is told of these events, and its admin.
async fn with_webhook_for(world: &World, events: &[&str]) -> User {
    let admin = User { person: world.admin("gus").await, network: world.network("gus") };
    let new = json!({"url": "https://example.com/", "events": events});
    assert_eq!(asks(&admin, Method::POST, "/api/webhooks/", Some(new)).await["id"], 1);
    admin
}

/// The one delivery that there is.
async fn delivery(admin: &User) -> Value {
    asks(admin, Method::GET, "/api/webhooks/1/deliveries/", None).await["results"][0].clone()
}

fn reference(delivery: &Value) -> DeliveryRef {
    let reference = json!({"webhook_id": delivery["webhook_id"], "delivery_id": delivery["id"]});
    serde_json::from_value(reference).expect("a reference")
}

fn attempt(status_code: Option<u16>) -> DeliveryAttempt {
    DeliveryAttempt { at: Timestamp::now(), milliseconds: 1, status_code, error: None }
}

/// Rooms and event numbers that the table's items show: of what people said and did, and of deliveries.
fn told(world: &World) -> (Vec<String>, Vec<String>) {
    let (mut happened, mut delivered) = (Vec::new(), Vec::new());
    for item in world.items() {
        let text = |value: &Value| value["S"].as_str().unwrap_or_default().to_owned();
        let (sk, event) = (text(&item["sk"]), &item["event"]["M"]);
        if sk.starts_with("LOG#") && text(&item["sender"]["M"]["type"]) != "system" {
            let head = &item["head"]["M"];
            happened.push(format!("{}-{}", text(&head["room_id"]), head["seq"]["N"]));
        } else if sk.starts_with("DELIVERY#") {
            delivered.push(format!("{}-{}", text(&event["room_id"]), event["seq"]["N"]));
        }
    }
    happened.sort();
    delivered.sort();
    (happened, delivered)
}

#[test]
fn whatever_happens_is_delivered_under_one_id_however_the_streams_consumer_dies_doubles_and_lags() {
    for seed in 1..=8 {
        simulation::run_desk(seed, Odds::usual(), DeskSettings::default(), async |world| {
            let events = ["room.created", "room.taken", "room.resolved", "room.reopened", "message.created"];
            with_webhook_for(world, &events).await;
            let ben = User { person: world.agent("ben", 5).await, network: world.network("ben") };
            let (ana, eve) = (User::customer(world, "ana").await, User::customer(world, "eve").await);
            world.faults.begin();
            let writes = async |customer: &User| {
                let opening = customer.request(Method::POST, "/api/chat-rooms/", Some(json!({"subject": "Help"})));
                let room = customer.insists(opening).await["id"].as_str().unwrap_or_default().to_owned();
                for number in 0..20 {
                    customer.insists(customer.message(&room, &number.to_string())).await;
                    let change = match number % 10 {
                        3 => "take_chat/",
                        7 => "resolve/",
                        _ => continue,
                    };
                    let path = format!("/api/chat-rooms/{room}/{change}");
                    // Once is enough: a change whose answer was lost is refused the second time.
                    let _ = ben.network.request(ben.request(Method::POST, &path, Some(json!({})))).await;
                }
            };
            let is_over = std::cell::Cell::new(false);
            let people = async {
                tokio::join!(writes(&ana), writes(&eve));
                is_over.set(true);
            };
            let consumer = async {
                while !is_over.get() {
                    world.follow().await;
                }
            };
            tokio::join!(people, consumer);
            world.faults.end();
            sleep(simulation::AFTERMATH).await;
            world.follow().await;
            let (happened, delivered) = told(world);
            assert!(happened.len() >= 42, "{}", happened.len());
            assert_eq!(delivered, happened);
        });
    }
}

#[test]
fn what_a_failing_table_does_not_store_is_delivered_later() {
    simulation::run_desk(1, Odds::none().with(Fault::TableErrorBefore, 0.6), DeskSettings::default(), async |world| {
        with_webhook(world).await;
        let ana = User::customer(world, "ana").await;
        for _ in 0..5 {
            ana.opens_room().await;
        }
        world.faults.begin();
        world.follow().await;
        world.faults.end();
        assert_eq!(told(world).1.len(), 5);
    });
}

#[test]
fn a_webhook_hears_of_nothing_that_happened_before_it_was_made() {
    simulation::run_desk(1, Odds::none(), DeskSettings::default(), async |world| {
        let ana = User::customer(world, "ana").await;
        let room = ana.opens_room().await;
        ana.insists(ana.message(&room, "before")).await;
        with_webhook_for(world, &["room.created", "message.created"]).await;
        ana.insists(ana.message(&room, "after")).await;
        world.follow().await;
        assert_eq!(told(world).1.len(), 1);
    });
}

#[test]
fn a_delivery_is_tried_with_growing_pauses_for_twelve_hours_and_then_given_up() {
    simulation::run_desk(1, Odds::none(), DeskSettings::default(), async |world| {
        let admin = with_webhook(world).await;
        User::customer(world, "ana").await.opens_room().await;
        world.follow().await;
        let (began, attempts) = (Instant::now(), RefCell::new(Vec::new()));
        while delivery(&admin).await["status"] == "pending" {
            let post = async |_| {
                attempts.borrow_mut().push(began.elapsed());
                attempt(Some(500))
            };
            let reference = reference(&delivery(&admin).await);
            deliver(world.state(), world.queue(), reference, post).await.expect("the table answers");
            let next = delivery(&admin).await["next_attempt_at"].clone();
            if let Ok(next) = serde_json::from_value::<Timestamp>(next) {
                sleep(Duration::from_secs(next.seconds_since(Timestamp::now()) + 1)).await;
            }
        }
        let attempts = attempts.into_inner();
        let pauses: Vec<Duration> = attempts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(pauses[0] < Duration::from_secs(20), "{pauses:?}");
        assert!(pauses.windows(2).all(|pair| pair[1].mul_f64(1.3) >= pair[0]), "{pauses:?}");
        assert!(pauses.iter().all(|&pause| pause <= HOUR.mul_f64(2.3)), "{pauses:?}");
        let last = attempts.last().copied().unwrap_or_default();
        assert!(last > 9 * HOUR && last <= 12 * HOUR, "{last:?}");
        let given_up = delivery(&admin).await;
        assert_eq!((&given_up["status"], &given_up["next_attempt_at"]), (&json!("failed"), &Value::Null));
        assert_eq!(given_up["attempts"].as_array().map(Vec::len), Some(attempts.len()));
    });
}

#[test]
fn what_a_dead_worker_left_is_tried_again_and_what_was_taken_is_not() {
    simulation::run_desk(1, Odds::none(), DeskSettings::default(), async |world| {
        let admin = with_webhook(world).await;
        User::customer(world, "ana").await.opens_room().await;
        world.follow().await;
        let reference = reference(&delivery(&admin).await);
        let (state, queue) = (world.state(), world.queue());
        let never = async |_| std::future::pending::<DeliveryAttempt>().await;
        let died = tokio::time::timeout(Duration::from_secs(30), deliver(state, queue, reference, never));
        assert!(died.await.is_err());
        let attempts = RefCell::new(0);
        let post = async |_| {
            *attempts.borrow_mut() += 1;
            attempt(Some(200))
        };
        deliver(state, queue, reference, &post).await.expect("the table answers");
        assert_eq!(*attempts.borrow(), 0, "somebody else may still be at it");
        sleep(Duration::from_secs(120)).await;
        for _ in 0..3 {
            deliver(state, queue, reference, &post).await.expect("the table answers");
        }
        assert_eq!(*attempts.borrow(), 1);
        assert_eq!(delivery(&admin).await["status"], "delivered");
    });
}
