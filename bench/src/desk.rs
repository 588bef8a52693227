//! The measured system, with its users and rooms.

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
    model::{Agent, Device, Identity, MessageType, Priority, User, Visit},
    ops::{
        agents::{NewAgent, create_agent, toggle_availability},
        messages::{Draft, send_message},
        rooms::{NewRoom, assign_agent, create_room},
        sessions::open_session,
        users::{NewUser, create_user},
    },
    store::get_user,
};

use crate::meter::Meter;

/// Customers who own the rooms that staff list.
const CUSTOMERS: usize = 20;
/// Newest rooms of which every other one is assigned to an agent: more than one page.
const NEWEST_ROOMS: usize = 60;
/// Rooms created concurrently while seeding.
const CONCURRENCY: usize = 16;
/// Key that signs access tokens.
pub const SECRET_KEY: &str = "for a system in memory that ends with the benchmark";
/// Password of every user.
pub const PASSWORD: &str = "correct horse battery staple";
/// Content of a typical message: 120 characters.
const CONTENT: &str = "Good morning, my parcel was due on Tuesday and the tracking page has not changed since. \
                       Could you have a look, please?";

/// A user with an access token.
pub struct Actor {
    pub identity: Identity,
    pub token: String,
}

/// A running system behind a meter.
pub struct Desk {
    pub system: System,
    pub meter: Meter,
    pub admin: Actor,
    pub agents: Vec<(Agent, Actor)>,
    pub customers: Vec<Actor>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

impl Desk {
    /// Starts a system in memory with an admin, five agents and twenty customers.
    pub async fn open() -> Result<Self> {
        let table = EmbeddedTable::start(Storage::Memory).await?;
        let (meter, url) = Meter::start(table.router("/")).await?;
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

    /// Creates `count` rooms, by the customers in turn, each with a message, and assigns every other one of the newest
    /// to an agent. Meanwhile no agent is available, because notifications would make up most of the work.
    pub async fn add_rooms(&self, count: usize) -> Result<()> {
        self.toggle_agents().await?;
        let rooms = stream::iter(0..count).map(|i| self.add_room(&self.customers[i % CUSTOMERS]));
        let rooms: Vec<RoomId> = rooms.buffered(CONCURRENCY).try_collect().await?;
        self.toggle_agents().await?;
        let newest = rooms.iter().rev().take(NEWEST_ROOMS).step_by(2);
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

    /// Creates a room with a first message.
    pub async fn add_room(&self, customer: &Actor) -> Result<RoomId> {
        let new = NewRoom {
            id: RoomId::new(),
            subject: "A parcel that has not come".into(),
            description: String::new(),
            priority: Priority::Medium,
            tags: vec!["delivery".into()],
            initial_message: CONTENT.into(),
            client_message_id: None,
            visit: Visit::default(),
        };
        Ok(create_room(self.state(), &customer.identity, new).await?.room.id)
    }

    /// Sends `count` messages to a room, one after the other.
    pub async fn add_messages(&self, from: &Actor, room_id: RoomId, count: usize) -> Result<()> {
        for _ in 0..count {
            let draft = Draft {
                content: CONTENT.into(),
                message_type: MessageType::Text,
                file: None,
                client_message_id: None,
                after_seq: None,
            };
            let caller = caller(self.state(), from).await?;
            send_message(self.state(), caller, room_id, draft).await?;
        }
        Ok(())
    }
}

/// Content of a typical message.
pub fn content() -> &'static str {
    CONTENT
}

async fn caller(state: &State, actor: &Actor) -> Result<Caller> {
    Ok(Credentials::from_token(state, &actor.token).await?.authenticate(&state.table).await?)
}

async fn actor(state: &State, user: User) -> Result<Actor> {
    let identity = user.identity();
    let session = open_session(state, user, &Device::default()).await?.ok_or("the account is inactive")?.session;
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
