//! Web pushes over minutes: one for each event however often it comes, to whoever isn't looking, while it is fresh.

use std::{cell::RefCell, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};
use shared::{
    ids::{RoomId, UserId},
    model::{DeliveryAttempt, LogEntry, WebPushRef},
    ops::web_push::{attempt_push, schedule_pushes},
    table::Read,
    time::Timestamp,
};
use tests::simulation::{self, Odds, World};
use tokio::time::{Instant, sleep, timeout};

use crate::support::User;

const MINUTE: Duration = Duration::from_secs(60);
/// Keys of RFC 8291, Appendix A.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

async fn insists(user: &User, method: Method, path: &str, body: Value) -> Value {
    user.insists(user.request(method, path, Some(body))).await
}

/// An agent with a browser, and a customer whose room they have.
struct Chat<'a> {
    world: &'a World,
    agent: User,
    customer: User,
    room: String,
}

impl<'a> Chat<'a> {
    async fn begin(world: &'a World) -> Self {
        let agent = User { person: world.agent("ben", 20).await, network: world.network("ben") };
        let customer = User::customer(world, "ana").await;
        let room = customer.opens_room().await;
        insists(&agent, Method::POST, &format!("/api/chat-rooms/{room}/take_chat/"), json!({})).await;
        let subscription = json!({"endpoint": "https://push.example/ben", "keys": {"p256dh": P256DH, "auth": AUTH}});
        insists(&agent, Method::POST, "/api/push-subscriptions/", subscription).await;
        Self { world, agent, customer, room }
    }

    /// The customer writes, and the stream brings it to the worker.
    async fn is_written_to(&self, text: &str) {
        self.customer.insists(self.customer.message(&self.room, text)).await;
        self.world.follow().await;
    }

    fn reference(&self) -> WebPushRef {
        let reference = json!({"room_id": self.room, "user_id": self.agent.person.user_id});
        serde_json::from_value(reference).expect("a reference")
    }

    /// Attempts the agent's push each second for this time, as the queue might; gives the times of the requests, each
    /// answered with this status.
    async fn requests(&self, time: Duration, status: u16) -> Vec<Duration> {
        let (began, requests) = (Instant::now(), RefCell::new(Vec::new()));
        while began.elapsed() < time {
            let post = async |_| {
                requests.borrow_mut().push(began.elapsed());
                DeliveryAttempt { at: Timestamp::now(), milliseconds: 1, status_code: Some(status), error: None }
            };
            let attempted = attempt_push(self.world.state(), self.world.queue(), self.reference(), post).await;
            attempted.expect("the table answers");
            sleep(Duration::from_secs(1)).await;
        }
        requests.into_inner()
    }
}

#[test]
fn an_event_that_comes_again_is_pushed_once_and_a_later_one_anew() {
    simulation::run(1, Odds::none(), async |world| {
        let chat = Chat::begin(world).await;
        chat.is_written_to("one").await;
        assert_eq!(chat.requests(MINUTE, 201).await.len(), 1);
        let room: RoomId = chat.room.parse().expect("an id");
        let log: Vec<LogEntry> = world.state().table.take(&LogEntry::of_room(room), 100).await.expect("a log");
        for _ in 0..3 {
            schedule_pushes(world.state(), world.queue(), &log).await.expect("the table answers");
        }
        assert_eq!(chat.requests(MINUTE, 201).await.len(), 0);
        chat.is_written_to("two").await;
        assert_eq!(chat.requests(MINUTE, 201).await.len(), 1);
    });
}

#[test]
fn a_push_service_that_is_busy_is_asked_again_with_growing_pauses_for_ten_minutes() {
    simulation::run(1, Odds::none(), async |world| {
        let chat = Chat::begin(world).await;
        chat.is_written_to("one").await;
        let requests = chat.requests(20 * MINUTE, 503).await;
        let pauses: Vec<Duration> = requests.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(requests[0] < Duration::from_secs(2) && requests.len() > 4, "{requests:?}");
        assert!(pauses.windows(2).all(|pair| pair[0] < pair[1]), "{pauses:?}");
        assert!(requests.iter().all(|&at| at < 10 * MINUTE), "{requests:?}");
        // What comes afterwards is another event.
        chat.is_written_to("two").await;
        assert_eq!(chat.requests(MINUTE, 201).await.len(), 1);
    });
}

#[test]
fn whose_connection_broke_is_pushed_what_they_did_not_see_and_who_saw_it_is_not() {
    simulation::run(1, Odds::none(), async |world| {
        let chat = Chat::begin(world).await;
        let _page = chat.agent.connects(world).await;
        chat.is_written_to("seen").await;
        let read = json!({"chat_room_id": chat.room});
        insists(&chat.agent, Method::POST, "/api/messages/mark_chat_read/", read).await;
        chat.is_written_to("not seen").await;
        // Nothing is heard of the page from here on.
        let requests = chat.requests(5 * MINUTE, 201).await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(MINUTE < requests[0] && requests[0] < 2 * MINUTE, "{requests:?}");

        chat.is_written_to("read elsewhere").await;
        let read = json!({"chat_room_id": chat.room});
        insists(&chat.agent, Method::POST, "/api/messages/mark_chat_read/", read).await;
        assert_eq!(chat.requests(5 * MINUTE, 201).await.len(), 0);
    });
}

#[test]
fn what_a_dead_worker_left_is_pushed_after_its_lease() {
    simulation::run(1, Odds::none(), async |world| {
        let chat = Chat::begin(world).await;
        chat.is_written_to("one").await;
        let never = async |_| std::future::pending::<DeliveryAttempt>().await;
        let died = attempt_push(world.state(), world.queue(), chat.reference(), never);
        assert!(timeout(Duration::from_secs(30), died).await.is_err());
        let requests = chat.requests(5 * MINUTE, 201).await;
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert!(MINUTE < requests[0], "{requests:?}");
    });
}

#[test]
fn nothing_old_is_pushed() {
    simulation::run(1, Odds::none(), async |world| {
        let chat = Chat::begin(world).await;
        chat.customer.insists(chat.customer.message(&chat.room, "one")).await;
        sleep(11 * MINUTE).await;
        world.follow().await;
        assert_eq!(chat.requests(MINUTE, 201).await.len(), 0);
        let key = shared::model::WebPush::key_of(chat.room.parse().expect("an id"), UserId(chat.agent.person.user_id));
        let stored: Option<Value> = world.state().table.get(&key, Read::Consistent).await.expect("an answer");
        assert_eq!(stored, None);
    });
}
