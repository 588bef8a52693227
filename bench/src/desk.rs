//! The system that is measured, with who uses it and what it holds.

use std::error::Error;

use futures_util::{StreamExt, TryStreamExt, stream};
use local::{
    Options, System,
    table::{EmbeddedTable, Storage},
};
use shared::{
    State,
    auth::{Caller, Credentials},
    config::SecretKey,
    ids::RoomId,
    model::{Agent, Device, Identity, MessageType, Priority, User},
    ops::{
        agents::{NewAgent, create_agent, toggle_availability},
        messages::{Draft, send_message},
        rooms::{NewRoom, assign_agent, create_room},
        sessions::open_session,
        users::{NewUser, create_user, get_user},
    },
};

use crate::meter::Meter;

/// How many customers own the rooms of the staff's list.
const CUSTOMERS: usize = 20;
/// How many of the newest rooms are looked at for an agent: more than a page.
const ASSIGNED: usize = 60;
/// How many things are made at once while seeding.
const CONCURRENCY: usize = 16;
/// The key that signs tokens.
pub const SECRET_KEY: &str = "for a system in memory that ends with the benchmark";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";
/// What a typical message says: 120 characters.
const CONTENT: &str = "Good morning, my parcel was due on Tuesday and the tracking page has not changed since. \
                       Could you have a look, please?";

/// Somebody with a token.
pub struct Actor {
    pub identity: Identity,
    pub token: String,
}

/// A running system, metered.
pub struct Desk {
    pub system: System,
    pub meter: Meter,
    pub admin: Actor,
    pub agents: Vec<(Agent, Actor)>,
    pub customers: Vec<Actor>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

impl Desk {
    /// A system in memory with an admin, five agents and twenty customers.
    pub async fn open() -> Result<Self> {
        let table = EmbeddedTable::start(Storage::Memory).await?;
        let (meter, url) = Meter::start(table.url()).await?;
        let secret_key = SecretKey::new(SECRET_KEY.into())?;
        let options = Options { table_endpoint: Some(url), secret_key: Some(secret_key), ..Options::default() };
        let system = System::start(options, table).await?;
        let state = system.state();
        let admin = create_user(state, NewUser { is_superuser: true, ..user("admin") }).await?;
        let admin = actor(state, admin).await?;
        let mut agents = Vec::new();
        for i in 0..5 {
            let new = NewAgent {
                user: user(&format!("agent{i}")),
                employee_id: None,
                department: "Support".into(),
                is_available: true,
                max_concurrent_chats: 100_000,
            };
            let agent = create_agent(state, &Identity::system(), new).await?;
            let user = get_user(&state.table, agent.user_id).await?;
            agents.push((agent, actor(state, user).await?));
        }
        let mut customers = Vec::new();
        for i in 0..CUSTOMERS {
            customers.push(actor(state, create_user(state, user(&format!("customer{i}"))).await?).await?);
        }
        Ok(Self { system, meter, admin, agents, customers })
    }

    pub fn state(&self) -> &State {
        self.system.state()
    }

    /// Makes `count` rooms of the customers in turn, each with a message, and gives every other one of the newest to an
    /// agent. While they are made nobody is available: notifications would make up most of the work.
    pub async fn add_rooms(&self, count: usize) -> Result<()> {
        self.toggle_agents().await?;
        let rooms = stream::iter(0..count).map(|i| self.add_room(&self.customers[i % CUSTOMERS]));
        let rooms: Vec<RoomId> = rooms.buffered(CONCURRENCY).try_collect().await?;
        self.toggle_agents().await?;
        let newest = rooms.iter().rev().take(ASSIGNED).step_by(2);
        for (&room_id, (agent, _)) in newest.zip(self.agents.iter().cycle()) {
            assign_agent(self.state(), &self.admin.identity, room_id, agent.id).await?;
        }
        Ok(())
    }

    async fn toggle_agents(&self) -> Result<()> {
        for (agent, actor) in &self.agents {
            toggle_availability(self.state(), &caller(self.state(), actor).await?, agent.id).await?;
        }
        Ok(())
    }

    /// Makes a room with a first message.
    pub async fn add_room(&self, customer: &Actor) -> Result<RoomId> {
        let new = NewRoom {
            subject: "A parcel that has not come".into(),
            description: String::new(),
            priority: Priority::Medium,
            tags: vec!["delivery".into()],
            initial_message: CONTENT.into(),
        };
        Ok(create_room(self.state(), &customer.identity, new).await?.room.id)
    }

    /// Sends `count` messages to a room, one after the other.
    pub async fn add_messages(&self, from: &Actor, room_id: RoomId, count: usize) -> Result<()> {
        for _ in 0..count {
            let draft =
                Draft { content: CONTENT.into(), message_type: MessageType::Text, file: None, client_message_id: None };
            let caller = caller(self.state(), from).await?;
            send_message(self.state(), async { Ok(caller) }, room_id, draft, None).await?;
        }
        Ok(())
    }
}

/// What a typical message says.
pub fn content() -> &'static str {
    CONTENT
}

async fn caller(state: &State, actor: &Actor) -> Result<Caller> {
    Ok(Credentials::from_token(state, &actor.token).await?.authenticate(&state.table).await?)
}

async fn actor(state: &State, user: User) -> Result<Actor> {
    let identity = user.identity();
    let session = open_session(state, user, &Device::default()).await?.ok_or("nobody to sign in")?.session;
    Ok(Actor { identity, token: state.tokens.pair(&session).await?.access })
}

fn user(name: &str) -> NewUser {
    NewUser {
        username: name.into(),
        email: format!("{name}@example.com"),
        first_name: name.into(),
        last_name: "Example".into(),
        password: PASSWORD.into(),
        phone_number: String::new(),
        is_superuser: false,
    }
}
