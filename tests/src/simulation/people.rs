//! The people of a simulation. They are made and signed in without a password, since hashing one takes longer than all
//! else that happens in many simulated seconds.

use client::Tokens;
use shared::{
    State,
    ids::{AgentId, UserId},
    model::{Agent, AgentTotals, Device, DirectoryEntry, UniqueGuard, User},
    ops::sessions::open_session,
    table::Write,
    time::Timestamp,
};

/// Somebody, with one session of theirs.
#[derive(Clone, Debug)]
pub struct Person {
    /// Name.
    pub name: String,
    /// The number of their user.
    pub user_id: u64,
    /// The number of the agent that they are, if any.
    pub agent_id: Option<u64>,
    /// Tokens of their session.
    pub tokens: Tokens,
}

/// Kind of person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Customer,
    /// Takes so many chats at once.
    Agent(u32),
    Admin,
}

/// Makes somebody with this number, and signs them in.
pub(super) async fn make(state: &State, name: &str, number: u64, kind: Kind) -> Person {
    let user = user(name, number, kind);
    let claim = UniqueGuard::email(&user.email, user.id);
    let mut writes =
        vec![Write::create(&user), Write::create(&DirectoryEntry::registered(&user)), Write::create(&claim)];
    if let Kind::Agent(capacity) = kind {
        let agent = agent(&user, AgentId(number), capacity);
        writes.extend([Write::create(&UniqueGuard::employee(&agent.employee_id, user.id)), Write::create(&agent)]);
    }
    state.table.transact(writes).await.expect("somebody new");
    let signed_in = open_session(state, user, &Device::default()).await.expect("an answer").expect("a session");
    let tokens = state.tokens.pair(&signed_in.session).await.expect("tokens");
    Person {
        name: name.to_owned(),
        user_id: number,
        agent_id: signed_in.agent.map(|agent| agent.id.0),
        tokens: Tokens { access: tokens.access, refresh: tokens.refresh },
    }
}

fn user(name: &str, number: u64, kind: Kind) -> User {
    User {
        id: UserId(number),
        username: name.to_owned(),
        email: format!("{name}@example.com"),
        unconfirmed_email: None,
        first_name: name.to_owned(),
        last_name: String::new(),
        phone_number: String::new(),
        avatar: None,
        password_hash: String::new(),
        is_active: true,
        is_temporary: false,
        external_id: None,
        is_superuser: kind == Kind::Admin,
        agent_id: matches!(kind, Kind::Agent(_)).then_some(AgentId(number)),
        date_joined: Timestamp::now(),
        is_online: false,
        online_until: None,
        last_seen: None,
    }
}

fn agent(user: &User, id: AgentId, capacity: u32) -> Agent {
    Agent {
        id,
        user_id: user.id,
        username: user.username.clone(),
        email: user.email.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        employee_id: format!("EMP{id}"),
        department: String::new(),
        is_available: true,
        max_concurrent_chats: capacity,
        current_active_chats: 0,
        totals: AgentTotals::default(),
        last_assigned_at: None,
        last_seen: None,
        avatar: None,
        has_left: false,
        is_online: false,
        online_until: None,
    }
}
