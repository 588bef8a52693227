//! Routing: what time does to it, and what nothing may do to it.

use std::{cell::Cell, env, time::Duration};

use axum::http::Method;
use client::{Request, Transport};
use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::SmallRng, seq::IndexedRandom};
use serde_json::{Value, json};
use shared::{
    config::DeskSettings,
    config::minutes,
    ids::AgentId,
    model::{Agent, Room},
    store::active_rooms_of,
    table::Query,
};
use tests::simulation::{self, AFTERMATH, Odds, Person, SimulatedNetwork, World};
use tokio::time::{sleep, timeout};

const MINUTE: Duration = Duration::from_secs(60);

/// Number of seeds unless the environment says otherwise.
const SEEDS: u64 = 10;
/// Number of deeds of everybody while things go wrong.
const DEEDS: usize = 16;

fn desk(away_requeue: u64) -> DeskSettings {
    DeskSettings { auto_assign: true, away_requeue: minutes(away_requeue), ..DeskSettings::default() }
}

/// Somebody with a device.
struct User {
    person: Person,
    network: SimulatedNetwork,
}

impl User {
    fn new(world: &World, person: Person) -> Self {
        Self { network: world.network(&person.name), person }
    }

    /// Asks once; gives the status and the body, or nothing when there was no answer.
    async fn tries(&self, method: Method, path: &str, body: Value) -> Option<(u16, Value)> {
        let token = Some(self.person.tokens.access.clone());
        let answer =
            self.network.request(Request { method, path: path.to_owned(), token, body: Some(body) }).await.ok()?;
        let agent = &answer.body["agent"];
        if let Some(has) = agent["current_active_chats"].as_u64() {
            assert!(
                has <= agent["max_concurrent_chats"].as_u64().unwrap_or_default(),
                "a capacity is exceeded: {agent}"
            );
        }
        Some((answer.status, answer.body))
    }

    async fn posts(&self, path: &str, body: Value) -> Option<(u16, Value)> {
        self.tries(Method::POST, path, body).await
    }

    async fn opens_room(&self, subject: &str, priority: &str) -> Option<String> {
        let (_, room) = self.posts("/api/chat-rooms/", json!({"subject": subject, "priority": priority})).await?;
        room["id"].as_str().map(str::to_owned)
    }

    async fn comes_online(&self) {
        self.posts("/api/users/update_status/", json!({"is_online": true})).await;
    }

    async fn sees(&self, room: &str) -> Value {
        let (_, room) =
            self.tries(Method::GET, &format!("/api/chat-rooms/{room}/"), json!({})).await.expect("an answer");
        room
    }

    fn agent(&self) -> u64 {
        self.person.agent_id.unwrap_or_default()
    }

    async fn goes_offline(&self) {
        self.posts("/api/users/update_status/", json!({"is_online": false})).await;
    }

    /// Changes the desk's routing, for the first time.
    async fn sets_routing(&self, mut values: Value) {
        values["version"] = json!(0);
        let changed = self.tries(Method::PATCH, "/api/settings/", json!({"routing": values})).await;
        assert_eq!(changed.map(|(status, _)| status), Some(200));
    }

    async fn toggles(&self) {
        self.posts(&format!("/api/agents/{}/toggle_availability/", self.agent()), json!({})).await;
    }
}

#[test]
fn an_agent_who_was_not_heard_of_for_ten_minutes_gets_no_room_until_they_are_back() {
    simulation::run_desk(1, Odds::none(), desk(0), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        ben.comes_online().await;
        sleep(9 * MINUTE).await;
        let first = ana.opens_room("first", "medium").await.expect("a room");
        assert_eq!(ana.sees(&first).await["agent"]["id"], ben.agent());
        sleep(2 * MINUTE).await;
        let second = ana.opens_room("second", "medium").await.expect("a room");
        assert_eq!(ana.sees(&second).await["status"], "waiting");
        world.sweep().await;
        assert_eq!(ana.sees(&second).await["status"], "waiting");
        ben.comes_online().await;
        world.sweep().await;
        assert_eq!(ana.sees(&second).await["agent"]["id"], ben.agent());
    });
}

#[test]
fn who_waits_for_an_agent_who_is_away_is_put_back_and_given_to_another() {
    simulation::run_desk(1, Odds::none(), desk(15), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        ben.comes_online().await;
        let waits = ana.opens_room("waits", "medium").await.expect("a room");
        let answered = ana.opens_room("answered", "medium").await.expect("a room");
        let answer = json!({"chat_room_id": answered, "content": "There you are"});
        assert_eq!(ben.posts("/api/messages/", answer).await.map(|(status, _)| status), Some(201));
        sleep(14 * MINUTE).await;
        let cem = User::new(world, world.agent("cem", 5).await);
        cem.comes_online().await;
        world.sweep().await;
        assert_eq!(ana.sees(&waits).await["agent"]["id"], ben.agent());
        sleep(2 * MINUTE).await;
        world.sweep().await;
        assert_eq!(ana.sees(&waits).await["agent"]["id"], cem.agent());
        assert_eq!(ana.sees(&answered).await["agent"]["id"], ben.agent());
    });
}

#[test]
fn who_waits_for_an_agent_who_went_offline_is_put_back_as_soon_as_an_admin_has_set() {
    simulation::run_desk(1, Odds::none(), desk(15), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        User::new(world, world.admin("gus").await).sets_routing(json!({"requeue_minutes": 3})).await;
        ben.comes_online().await;
        let room = ana.opens_room("waits", "medium").await.expect("a room");
        ben.goes_offline().await;
        sleep(2 * MINUTE).await;
        world.sweep().await;
        assert_eq!(ana.sees(&room).await["agent"]["id"], ben.agent());
        sleep(2 * MINUTE).await;
        world.sweep().await;
        assert_eq!(ana.sees(&room).await["status"], "waiting");
    });
}

#[test]
fn an_agent_counts_as_away_after_the_minutes_that_an_admin_has_set() {
    simulation::run_desk(1, Odds::none(), desk(15), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        User::new(world, world.admin("gus").await).sets_routing(json!({"away_minutes": 3})).await;
        ben.comes_online().await;
        for (minutes, status) in [(2, "active"), (2, "waiting")] {
            sleep(minutes * MINUTE).await;
            let room = ana.opens_room("Help", "medium").await.expect("a room");
            assert_eq!(ana.sees(&room).await["status"], status);
        }
    });
}

#[test]
fn who_writes_again_does_not_wait_for_an_agent_who_is_away() {
    simulation::run_desk(1, Odds::none(), desk(15), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        ben.comes_online().await;
        let room = ana.opens_room("Help", "medium").await.expect("a room");
        ben.posts(&format!("/api/chat-rooms/{room}/resolve/"), json!({})).await;
        sleep(11 * MINUTE).await;
        ana.posts("/api/messages/", json!({"chat_room_id": room, "content": "It broke again"})).await;
        assert_eq!(ana.sees(&room).await["status"], "waiting");
    });
}

#[test]
fn without_the_setting_nobody_is_put_back() {
    simulation::run_desk(1, Odds::none(), desk(0), async |world| {
        let ana = User::new(world, world.customer("ana").await);
        let ben = User::new(world, world.agent("ben", 5).await);
        ben.comes_online().await;
        let room = ana.opens_room("waits", "medium").await.expect("a room");
        sleep(600 * MINUTE).await;
        world.sweep().await;
        assert_eq!(ana.sees(&room).await["agent"]["id"], ben.agent());
    });
}

#[test]
fn no_interleaving_exceeds_a_capacity_assigns_twice_or_strands_a_room() {
    let number = |variable: &str| env::var(variable).ok().and_then(|text| text.parse().ok());
    let seeds = number("SEED").map_or(0..number("SEEDS").unwrap_or(SEEDS), |seed| seed..seed + 1);
    for seed in seeds {
        simulation::run_desk(seed, Odds::usual(), desk(0), async |world| work_and_look(world, seed).await);
    }
}

async fn work_and_look(world: &World, seed: u64) {
    let customers = [User::new(world, world.customer("ana").await), User::new(world, world.customer("bea").await)];
    let mut agents = Vec::new();
    for (name, capacity) in [("dan", 1), ("eva", 2), ("fay", 2)] {
        agents.push(User::new(world, world.agent(name, capacity).await));
    }
    let admin = User::new(world, world.admin("gus").await);
    join_all(agents.iter().map(User::comes_online)).await;
    let rooms = std::cell::RefCell::new(Vec::new());
    world.faults.begin();
    let is_over = Cell::new(false);
    let sweeps = async {
        while !is_over.get() {
            sleep(MINUTE).await;
            world.sweep().await;
        }
    };
    let work = async {
        let customers = customers.iter().enumerate().map(async |(number, customer)| {
            let mut chance = SmallRng::seed_from_u64(seed * 31 + number as u64);
            for deed in 0..DEEDS / 2 {
                sleep(Duration::from_millis(chance.random_range(0..20_000))).await;
                let priority = ["low", "medium", "high", "urgent"].choose(&mut chance).copied().unwrap_or_default();
                let made = customer.opens_room(&format!("{deed}"), priority).await;
                rooms.borrow_mut().extend(made);
            }
        });
        let staff = agents.iter().chain([&admin]).enumerate().map(async |(number, member)| {
            let mut chance = SmallRng::seed_from_u64(seed * 37 + number as u64);
            for _ in 0..DEEDS {
                sleep(Duration::from_millis(chance.random_range(0..12_000))).await;
                let known = rooms.borrow().clone();
                manages(member, &agents, &known, &mut chance).await;
            }
        });
        tokio::join!(join_all(customers), join_all(staff));
        is_over.set(true);
    };
    tokio::join!(work, sweeps);
    world.faults.end();
    sleep(AFTERMATH).await;
    join_all(agents.iter().map(User::comes_online)).await;
    sleep(AFTERMATH).await;
    let settled = timeout(10 * MINUTE, world.sweep()).await;
    assert!(settled.is_ok(), "the sweep never ends");
    nothing_is_stranded(world, &agents).await;
}

/// Does something that only staff do. A deed that isn't allowed is refused, and that is all.
async fn manages(member: &User, agents: &[User], rooms: &[String], chance: &mut SmallRng) {
    let Some(room) = rooms.choose(chance) else { return };
    let path = |below: &str| format!("/api/chat-rooms/{room}/{below}");
    let colleague = json!({"agent_id": agents.choose(chance).map(User::agent)});
    match chance.random_range(0..14) {
        0..4 => drop(member.posts(&path("resolve/"), json!({})).await),
        4..6 => drop(member.posts(&path("close/"), json!({})).await),
        6..8 => drop(member.posts(&path("unassign_agent/"), json!({})).await),
        8 => drop(member.posts(&path("transfer_chat/"), colleague).await),
        9 => drop(member.posts(&path("take_chat/"), json!({})).await),
        10 => drop(member.posts(&path("assign_agent/"), colleague).await),
        11 => drop(member.posts(&path("reopen/"), json!({})).await),
        12 if member.agent() > 0 => member.toggles().await,
        _ => {
            let agent = agents.choose(chance).map(User::agent).unwrap_or_default();
            let path = format!("/api/admin-agents/{agent}/");
            drop(member.tries(Method::PATCH, &path, json!({"max_concurrent_chats": 3})).await);
        }
    }
}

/// Every agent is counted right and has no more than it can; and no room waits for which somebody has a place.
async fn nothing_is_stranded(world: &World, agents: &[User]) {
    let table = &world.state().table;
    let mut free = Vec::new();
    for agent in agents {
        let id = AgentId(agent.agent());
        let stored = shared::ops::agents::get_agent(table, id).await.expect("an agent");
        let has = active_rooms_of(table, id).await.expect("rooms").len();
        assert_eq!(has, stored.current_active_chats as usize, "{} is counted wrong", stored.username);
        assert!(stored.current_active_chats <= stored.max_concurrent_chats, "{} has too many", stored.username);
        free.extend(stored.can_take_chat().then_some(stored));
    }
    let queue: Query = Room::queue();
    let waiting: Vec<shared::model::Room> = table.take(&queue, 1_000).await.expect("the queue");
    for room in waiting {
        let could: Vec<&Agent> = free.iter().filter(|agent| room.let_go_by != Some(agent.id)).collect();
        assert!(
            could.is_empty(),
            "{} waits, although there is {:?}",
            room.id,
            could.first().map(|agent| &agent.username)
        );
    }
}
