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
use tests::simulation::{self, Odds, World};
use tokio::time::{Instant, sleep};

use crate::support::User;

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn asks(user: &User, method: Method, path: &str, body: Option<Value>) -> Value {
    user.network.request(user.request(method, path, body)).await.expect("an answer").body
}

/// A desk with a webhook that is told of new rooms, and its admin.
async fn with_webhook(world: &World) -> User {
    let admin = User { person: world.admin("gus").await, network: world.network("gus") };
    let new = json!({"url": "https://example.com/", "events": ["room.created"]});
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

#[test]
fn a_delivery_is_tried_with_growing_pauses_for_twelve_hours_and_then_given_up() {
    simulation::run_desk(1, Odds::none(), DeskSettings::default(), async |world| {
        let admin = with_webhook(world).await;
        User::customer(world, "ana").await.opens_room().await;
        let (began, attempts) = (Instant::now(), RefCell::new(Vec::new()));
        while delivery(&admin).await["status"] == "pending" {
            let post = async |_| {
                attempts.borrow_mut().push(began.elapsed());
                attempt(Some(500))
            };
            let reference = reference(&delivery(&admin).await);
            deliver(world.state(), reference, post).await.expect("the table answers");
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
        let reference = reference(&delivery(&admin).await);
        let state = world.state();
        let never = async |_| std::future::pending::<DeliveryAttempt>().await;
        let died = tokio::time::timeout(Duration::from_secs(30), deliver(state, reference, never));
        assert!(died.await.is_err());
        let attempts = RefCell::new(0);
        let post = async |_| {
            *attempts.borrow_mut() += 1;
            attempt(Some(200))
        };
        deliver(state, reference, &post).await.expect("the table answers");
        assert_eq!(*attempts.borrow(), 0, "somebody else may still be at it");
        sleep(Duration::from_secs(120)).await;
        for _ in 0..3 {
            deliver(state, reference, &post).await.expect("the table answers");
        }
        assert_eq!(*attempts.borrow(), 1);
        assert_eq!(delivery(&admin).await["status"], "delivered");
    });
}
