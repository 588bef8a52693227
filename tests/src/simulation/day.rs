//! A day of a desk in virtual time: visitors come at any moment, are routed, answered, handed over, resolved and asked
//! how it was, by HTTP as a page and a console would do it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::{Duration, Instant},
};

use client::{Request, Transport};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::SmallRng, seq::IndexedRandom};
use reqwest::Method;
use serde_json::{Value, json};
use shared::config::DeskSettings;
use tokio::time::sleep;

use super::{Odds, Person, SimulatedNetwork, World, run_desk};

/// Opening time, in virtual seconds.
const OPEN: u64 = 2 * 60 * 60;
/// Pauses of an agent between looks at their chats, in virtual milliseconds.
const GLANCE: (u64, u64) = (100_000, 180_000);
const MINUTE: Duration = Duration::from_secs(60);

/// A day that is over.
pub struct Day<'a> {
    /// The system.
    pub world: &'a World,
    /// An admin, who can look at all of it.
    pub admin: User,
    /// The rooms that were made.
    pub rooms: Vec<String>,
    /// Number of requests answered.
    pub requests: u64,
    /// Duration by the wall clock.
    pub took: Duration,
}

/// Somebody with a device.
pub struct User {
    token: String,
    network: SimulatedNetwork,
    agent_id: Option<u64>,
}

impl User {
    fn new(world: &World, person: Person) -> Self {
        Self { network: world.network(&person.name), token: person.tokens.access, agent_id: person.agent_id }
    }

    /// Asks for something.
    pub async fn gets(&self, path: &str) -> (u16, Value) {
        self.asks(Method::GET, path, None).await
    }

    /// Does something.
    pub async fn posts(&self, path: &str, body: Value) -> (u16, Value) {
        self.asks(Method::POST, path, Some(body)).await
    }

    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let token = (!self.token.is_empty()).then(|| self.token.clone());
        let request = Request { method, path: path.to_owned(), token, body };
        let answer = self.network.request(request).await.expect("an answer, as nothing fails");
        assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.body);
        (answer.status, answer.body)
    }
}

/// Lets a day go by with so many agents and visitors, and hands it to `look`.
pub fn spend<T>(seed: u64, agents: usize, visitors: usize, look: impl AsyncFnOnce(Day<'_>) -> T) -> T {
    let settings = DeskSettings { auto_assign: true, ..DeskSettings::default() };
    run_desk(seed, Odds::none(), settings, async |world| {
        let admin = User::new(world, world.admin("admin").await);
        let mut staff = Vec::new();
        for number in 0..agents {
            staff.push(User::new(world, world.agent(&format!("agent{number}"), 1 + number as u32 % 4).await));
        }
        let began = Instant::now();
        let desk = Desk { world, rooms: RefCell::default(), is_closed: Cell::new(false), requests: Cell::new(0) };
        let visits = async {
            let visits = (0..visitors).map(|number| desk.visit(number, seed));
            join_all(visits).await;
            desk.is_closed.set(true);
        };
        let shifts = staff.iter().enumerate().map(|(number, agent)| desk.shift(number, agent, &staff, seed));
        tokio::join!(visits, join_all(shifts), desk.sweeps());
        let Desk { rooms, requests, .. } = desk;
        let day = Day { world, admin, rooms: rooms.into_inner(), requests: requests.get(), took: began.elapsed() };
        look(day).await
    })
}

struct Desk<'a> {
    world: &'a World,
    rooms: RefCell<Vec<String>>,
    is_closed: Cell<bool>,
    requests: Cell<u64>,
}

impl Desk<'_> {
    async fn sweeps(&self) {
        while !self.is_closed.get() {
            sleep(MINUTE).await;
            self.world.sweep().await;
        }
    }

    fn count(&self) {
        self.requests.set(self.requests.get() + 1);
    }

    /// Somebody comes, asks, writes some more, perhaps gives up, and perhaps says how it was.
    async fn visit(&self, number: usize, seed: u64) {
        let mut chance = SmallRng::seed_from_u64(seed.wrapping_mul(101).wrapping_add(number as u64));
        sleep(Duration::from_secs(chance.random_range(0..OPEN))).await;
        let nobody =
            User { token: String::new(), network: self.world.network(&format!("visitor{number}")), agent_id: None };
        let hello = json!({"initial_message": format!("Hello, I am visitor {number}")});
        let (_, started) = nobody.posts("/api/chat/start_chat/", hello).await;
        self.count();
        if chance.random_bool(0.05) {
            return;
        }
        let (status, chat) = nobody
            .posts("/api/chat/complete_chat/", json!({"session_id": started["session_id"], "full_name": "V"}))
            .await;
        self.count();
        assert_eq!(status, 201, "{chat}");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let room = text(&chat["chat_room_id"]);
        self.rooms.borrow_mut().push(room.clone());
        let visitor = User { token: text(&chat["token"]), ..nobody };
        if chance.random_bool(0.05) {
            sleep(Duration::from_secs(chance.random_range(1..30))).await;
            visitor.posts(&format!("/api/chat-rooms/{room}/close/"), json!({})).await;
            self.count();
        }
        for more in 0..chance.random_range(1..4) {
            sleep(Duration::from_secs(chance.random_range(10..90))).await;
            let body = json!({"chat_room_id": room, "content": format!("More {more}")});
            visitor.posts("/api/chat/send_message/", body).await;
            self.count();
        }
        let rates = chance.random_bool(0.6).then(|| chance.random_range(1..6));
        for _ in 0..30 {
            sleep(5 * MINUTE).await;
            let (_, seen) = visitor.gets(&format!("/api/chat-rooms/{room}/")).await;
            self.count();
            if ["resolved", "closed"].map(Value::from).contains(&seen["status"]) {
                if let Some(rating) = rates {
                    visitor.posts(&format!("/api/chat-rooms/{room}/rate/"), json!({"rating": rating})).await;
                    self.count();
                }
                return;
            }
        }
    }

    /// An agent looks at their chats, answers, hands some over, resolves most, closes few, and takes a break.
    async fn shift(&self, number: usize, agent: &User, staff: &[User], seed: u64) {
        let mut chance = SmallRng::seed_from_u64(seed.wrapping_mul(103).wrapping_add(number as u64));
        let mut answers: BTreeMap<String, u32> = BTreeMap::new();
        for glance in 0.. {
            if glance % 3 == 0 {
                agent.posts("/api/users/update_status/", json!({"is_online": true})).await;
                self.count();
            }
            let (_, mine) = agent.gets("/api/chat-rooms/my_chats/").await;
            self.count();
            let chats = mine["chats"].as_array().cloned().unwrap_or_default();
            if chats.is_empty() && self.is_closed.get() {
                return;
            }
            for chat in chats {
                self.attends(agent, &chat, staff, &mut answers, &mut chance).await;
            }
            sleep(Duration::from_millis(chance.random_range(GLANCE.0..GLANCE.1))).await;
        }
    }

    async fn attends(
        &self,
        agent: &User,
        chat: &Value,
        staff: &[User],
        answers: &mut BTreeMap<String, u32>,
        chance: &mut SmallRng,
    ) {
        self.count();
        let id = chat["id"].as_str().unwrap_or_default();
        let path = |below: &str| format!("/api/chat-rooms/{id}/{below}");
        let so_far = answers.entry(id.to_owned()).or_default();
        *so_far += 1;
        if *so_far < 3 || chance.random_bool(0.3) {
            agent.posts(&path("send_message/"), json!({"content": format!("Answer {so_far}")})).await;
            return;
        }
        let colleague = staff.choose(chance).and_then(|colleague| colleague.agent_id);
        match chance.random_range(0..20) {
            0 => agent.posts(&path("transfer_chat/"), json!({"agent_id": colleague})).await,
            1 => agent.posts(&path("unassign_agent/"), json!({})).await,
            2 => agent.posts(&path("close/"), json!({})).await,
            3 => {
                agent.posts(&path("resolve/"), json!({})).await;
                sleep(Duration::from_secs(chance.random_range(1..200))).await;
                agent.posts(&path("reopen/"), json!({})).await
            }
            _ => agent.posts(&path("resolve/"), json!({})).await,
        };
    }
}
