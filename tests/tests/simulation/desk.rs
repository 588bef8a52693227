//! A desk at work: customers, agents and an admin, each with tabs, doing in their rooms whatever they may do.

use std::{cell::RefCell, time::Duration};

use client::{Client, Outcome, Request, Response, Room, Session, Timing, Transport};
use rand::{
    RngExt, SeedableRng,
    rngs::SmallRng,
    seq::{IndexedRandom, IteratorRandom},
};
use reqwest::Method;
use serde_json::{Value, json};
use tests::simulation::{Person, SimulatedNetwork, World};
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Number of deeds of everybody while things go wrong.
const DEEDS: usize = 14;
/// The longest that somebody pauses between two deeds, in milliseconds.
const TURN_INTERVAL: u64 = 4_000;
/// Age at which every other tab replaces its connection, so that this too happens while things go wrong. The rest
/// keep theirs, since a new connection brings to light what only a heartbeat may for them.
const RENEWAL: Duration = Duration::from_secs(20);
/// Longest time until everybody is connected, when nothing goes wrong.
const START: Duration = Duration::from_secs(60);

/// Somebody with their tabs.
pub struct Member {
    pub person: Person,
    pub tabs: Vec<Client>,
    network: SimulatedNetwork,
}

/// A message that was given to a tab to send, in this order for each tab and room.
pub struct Given {
    /// The member and the tab.
    pub from: (usize, usize),
    pub room: String,
    /// Like no other's.
    pub content: String,
    pub outcome: JoinHandle<Outcome>,
}

/// The desk.
pub struct Desk<'a> {
    pub world: &'a World,
    pub members: Vec<Member>,
    pub rooms: Vec<String>,
    pub given: RefCell<Vec<Given>>,
}

impl<'a> Desk<'a> {
    /// Three customers with five rooms, three agents, and an admin who looks into all rooms.
    pub async fn open(world: &'a World) -> Self {
        let mut desk = Self { world, members: Vec::new(), rooms: Vec::new(), given: RefCell::default() };
        for (name, tabs) in [("ana", 2), ("bea", 1), ("cem", 2)] {
            desk.join(world.customer(name).await, tabs);
        }
        for (name, tabs) in [("dan", 2), ("eva", 1), ("fay", 1)] {
            desk.join(world.agent(name, 3).await, tabs);
        }
        desk.join(world.admin("gus").await, 1);
        for customer in [0, 1, 2, 0, 2] {
            let room = desk.members[customer].asks(Method::POST, "/api/chat-rooms/", json!({"subject": "Help"})).await;
            desk.rooms.push(room.body["id"].as_str().unwrap_or_default().to_owned());
        }
        for (number, room) in desk.rooms.iter().enumerate().take(4) {
            desk.admin().assigns(room, desk.agent(number)).await;
            desk.admin().tabs[0].watch(room);
        }
        desk.is_ready().await;
        desk
    }

    fn join(&mut self, person: Person, tabs: usize) {
        let device = |number: usize| self.world.network(&format!("{}-{number}", person.name));
        let session = Session::from(person.tokens.clone());
        let start = |number: usize| {
            let renews = (self.members.len() + number).is_multiple_of(2);
            let timing = Timing::default();
            let renewal = if renews { RENEWAL } else { timing.renewal };
            Client::start(device(number), session.clone(), Timing { renewal, ..timing })
        };
        let (tabs, network) = ((0..tabs).map(start).collect(), self.world.network(&person.name));
        self.members.push(Member { person, tabs, network });
    }

    fn admin(&self) -> &Member {
        &self.members[6]
    }

    fn agent(&self, number: usize) -> u64 {
        self.members[3 + number % 3].person.agent_id.unwrap_or_default()
    }

    async fn is_ready(&self) {
        for member in &self.members {
            for tab in &member.tabs {
                let mut status = tab.status();
                let connected = timeout(START, status.wait_for(|status| *status == client::Status::Connected)).await;
                assert!(connected.is_ok(), "{} is not connected", member.person.name);
            }
        }
    }

    /// Everybody closes their tabs.
    pub fn goes_home(&mut self) {
        for member in &mut self.members {
            member.tabs.clear();
        }
    }

    /// Everybody does what they do, at the same time.
    pub async fn works(&self, seed: u64) {
        let work = (0..self.members.len()).map(|member| self.member_works(member, seed));
        futures_util::future::join_all(work).await;
    }

    async fn member_works(&self, number: usize, seed: u64) {
        let mut chance = SmallRng::seed_from_u64(seed.wrapping_mul(31).wrapping_add(number as u64));
        for _ in 0..DEEDS {
            sleep(Duration::from_millis(chance.random_range(0..TURN_INTERVAL))).await;
            let member = &self.members[number];
            let tab = chance.random_range(0..member.tabs.len());
            let rooms = member.tabs[tab].room_ids();
            let Some(room) = rooms.choose(&mut chance) else { continue };
            match chance.random_range(0..20) {
                0..8 => self.gives(number, tab, room),
                8..10 => (0..3).for_each(|_| self.gives(number, tab, room)),
                10..13 => member.edits(tab, room, &mut chance).await,
                13..16 => member.reads(tab, room, &mut chance).await,
                16 => member.tabs[tab].typing(room, true),
                _ if number >= 3 => self.manages(member, room, &mut chance).await,
                _ => {}
            }
        }
    }

    fn gives(&self, member: usize, tab: usize, room: &str) {
        let mut given = self.given.borrow_mut();
        let content = format!("message {} of {}", given.len(), self.members[member].person.name);
        let outcome = tokio::spawn(self.members[member].tabs[tab].send(room, &content));
        given.push(Given { from: (member, tab), room: room.to_owned(), content, outcome });
    }

    /// Does something that only staff do. A deed that isn't allowed is refused, and that is all.
    async fn manages(&self, member: &Member, room: &str, chance: &mut SmallRng) {
        let (method, below, body) = match chance.random_range(0..12) {
            0..3 => return self.admin().assigns(room, self.agent(chance.random_range(0..3))).await,
            3..5 => (Method::POST, "transfer_chat/", json!({"agent_id": self.agent(chance.random_range(0..3))})),
            5 => (Method::POST, "unassign_agent/", json!({})),
            6..8 => (Method::POST, "take_chat/", json!({})),
            8 => (Method::PATCH, "", json!({"tags": [chance.random_range(0..9).to_string()]})),
            9 => (Method::POST, "resolve/", json!({})),
            10 => (Method::POST, "close/", json!({})),
            _ => (Method::POST, "reopen/", json!({})),
        };
        member.asks(method, &path(room, below), body).await;
    }
}

impl Member {
    /// Asks until there is an answer that says more than to come again.
    pub async fn asks(&self, method: Method, path: &str, body: Value) -> Response {
        loop {
            let token = Some(self.person.tokens.access.clone());
            let request = Request {
                method: method.clone(),
                path: path.to_owned(),
                token,
                body: (!body.is_null()).then(|| body.clone()),
            };
            match self.network.request(request).await {
                Ok(response) if response.status < 500 => return response,
                _ => sleep(Duration::from_secs(1)).await,
            }
        }
    }

    async fn assigns(&self, room: &str, agent: u64) {
        self.asks(Method::POST, &path(room, "assign_agent/"), json!({"agent_id": agent})).await;
    }

    /// Some message of the room that the tab shows.
    fn message(&self, tab: usize, room: &str, chance: &mut SmallRng) -> Option<Value> {
        self.tabs[tab].room(room)?.messages().choose(chance).cloned()
    }

    async fn edits(&self, tab: usize, room: &str, chance: &mut SmallRng) {
        let Some(message) = self.message(tab, room, chance) else { return };
        let content = format!("{} (edited)", message["content"].as_str().unwrap_or_default());
        self.asks(Method::PUT, &message_path(&message, "edit/"), json!({"content": content})).await;
    }

    async fn reads(&self, tab: usize, room: &str, chance: &mut SmallRng) {
        let Some(message) = self.message(tab, room, chance) else { return };
        match chance.random_range(0..3) {
            0 => self.tabs[tab].read(room, message["seq"].as_u64().unwrap_or_default()),
            1 => drop(self.asks(Method::POST, &message_path(&message, "mark_read/"), json!({})).await),
            _ => drop(self.asks(Method::POST, &message_path(&message, "mark_unread/"), json!({})).await),
        }
    }

    /// Checks if the room is open and theirs.
    pub fn has_open(&self, room: &Room) -> bool {
        self.has(room) && ["waiting", "active"].map(Value::from).contains(&room.fields()["status"])
    }

    /// Checks if events of the room go to them: because it is theirs, or to the admin, who looks on.
    pub fn is_told_of(&self, room: &Room) -> bool {
        self.has(room) || self.person.name == "gus"
    }

    fn has(&self, room: &Room) -> bool {
        let fields = room.fields();
        match self.person.agent_id {
            Some(agent) => fields["agent"]["id"] == agent,
            None => fields["chat_user_info"]["id"] == self.person.user_id,
        }
    }

    /// The room as they get it by HTTP.
    pub async fn sees(&self, room: &str) -> Room {
        let fields = self.asks(Method::GET, &path(room, ""), Value::Null).await.body;
        let messages = self.asks(Method::GET, &path(room, "messages/?after_seq=0&page_size=100"), Value::Null).await;
        assert_eq!(messages.body["next"], Value::Null, "more messages than a page");
        Room::new(fields, messages.body["results"].as_array().cloned().unwrap_or_default())
    }
}

fn path(room: &str, below: &str) -> String {
    format!("/api/chat-rooms/{room}/{below}")
}

fn message_path(message: &Value, below: &str) -> String {
    format!("/api/messages/{}/{below}", message["id"].as_str().unwrap_or_default())
}
