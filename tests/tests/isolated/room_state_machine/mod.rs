//! A room's life as a model of the contract has it, and as the system has it, must be the same: status, agent, numbers,
//! reading positions, and what the agents are counted for.

mod model;

use model::{Action, Role, Room as Model};
use proptest::{
    prelude::{Just, Strategy, any, prop_oneof},
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Value, json};
use tests::{Actor, Answer, App, Room};
use tokio::runtime::Runtime;

fn who() -> impl Strategy<Value = Role> {
    prop_oneof![
        3 => Just(Role::Customer),
        4 => (0..2_usize).prop_map(Role::Agent),
        3 => Just(Role::Admin),
    ]
}

fn deed() -> impl Strategy<Value = Action> {
    prop_oneof![
        8 => Just(Action::Say),
        4 => any::<usize>().prop_map(Action::Edit),
        4 => any::<usize>().prop_map(Action::Read),
        3 => any::<usize>().prop_map(Action::Unread),
        3 => (0..2_usize).prop_map(Action::Assign),
        3 => Just(Action::Take),
        1 => Just(Action::Unassign),
        2 => (0..2_usize).prop_map(Action::Transfer),
        2 => (0..3_u8).prop_map(Action::Tag),
        2 => prop_oneof![3 => Just(Action::Resolve), 2 => Just(Action::Close)],
        2 => Just(Action::Reopen),
        1 => (1..3_u8).prop_map(Action::Rate),
    ]
}

#[test]
fn a_room_is_what_the_contract_makes_of_what_was_done_to_it() {
    let config = Config { cases: 8, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let lives = proptest::collection::vec((who(), deed()), 1..60);
    let outcome = TestRunner::new(config).run(&lives, |life| runtime.block_on(live(&life)));
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn live(life: &[(Role, Action)]) -> Result<(), TestCaseError> {
    let app = App::own().await;
    let agents = [app.agent("ben").await, app.agent("cleo").await];
    let customer = app.customer("ana").await;
    let room = customer.opens("Help").await;
    let (mut model, mut messages) = (Model::default(), Vec::new());
    for &(who, deed) in life {
        let Some(expected) = model.perform(who, deed) else { continue };
        let actor = match who {
            Role::Customer => &customer,
            Role::Agent(number) => &agents[number],
            Role::Admin | Role::System => app.admin().await,
        };
        let answer = perform(actor, &agents, &room, &messages, deed).await;
        same("status of the answer", &json!(answer.status), &json!(expected))?;
        if answer.status == 201 {
            messages.push(answer.json);
        }
        compare(&app, &customer, &agents, &room, &model).await?;
    }
    Ok(())
}

async fn perform(actor: &Actor, agents: &[Actor; 2], room: &Room, messages: &[Value], deed: Action) -> Answer {
    let chosen = |choice: usize| &messages[choice % messages.len()];
    match deed {
        Action::Say => actor.sends_message(room, "x", None).await,
        Action::Edit(choice) => actor.edits(chosen(choice), "y").await,
        Action::Read(choice) => actor.marks_read(chosen(choice)).await,
        Action::Unread(choice) => actor.marks_unread(chosen(choice)).await,
        Action::Assign(agent) => {
            actor.post(&room.path("assign_agent/"), json!({"agent_id": agents[agent].agent_id})).await
        }
        Action::Take => actor.post_empty(&room.path("take_chat/")).await,
        Action::Unassign => actor.post_empty(&room.path("unassign_agent/")).await,
        Action::Transfer(agent) => {
            actor.post(&room.path("transfer_chat/"), json!({"agent_id": agents[agent].agent_id})).await
        }
        Action::Resolve => actor.post_empty(&room.path("resolve/")).await,
        Action::Close => actor.post_empty(&room.path("close/")).await,
        Action::Reopen => actor.post_empty(&room.path("reopen/")).await,
        Action::Rate(rating) => actor.post(&room.path("rate/"), json!({"rating": rating})).await,
        Action::Tag(tag) => actor.patch(&room.path(""), json!({"tags": [tag.to_string()]})).await,
    }
}

async fn compare(
    app: &App,
    customer: &Actor,
    agents: &[Actor; 2],
    room: &Room,
    model: &Model,
) -> Result<(), TestCaseError> {
    let seen = customer.sees(room).await;
    let agent = model.agent.map(|agent| agents[agent].agent_id);
    same("status", &seen["status"], &json!(model.status))?;
    same("agent", &seen["agent"]["id"], &json!(agent))?;
    same("rating", &seen["rating"], &json!(model.rating))?;
    same("last_seq", &seen["last_seq"], &json!(model.seq))?;
    same("message_count", &seen["message_count"], &json!(model.messages.len()))?;
    same("the customer's unread", &seen["unread_messages_count"], &json!(model.unread(0)))?;
    let admin = app.admin().await;
    for (number, agent) in agents.iter().enumerate() {
        let counted = admin.get(&format!("/api/admin-agents/{}/", agent.agent_id)).await.ok();
        same("active chats", &counted["current_active_chats"], &json!(model.active_with(number)))?;
        same("resolved chats", &counted["total_resolved_chats"], &json!(model.resolved(number)))?;
        if model.agent == Some(number) {
            same("the agent's unread", &agent.sees(room).await["unread_messages_count"], &json!(model.unread(1)))?;
        }
    }
    let stored = customer.reads_everything(room).await;
    let is_read =
        |(&seq, &who): (&u64, &Role)| json!([seq, seq <= model.positions[usize::from(who == Role::Customer)]]);
    let expected: Vec<Value> = model.messages.iter().map(is_read).collect();
    let stored: Vec<Value> = stored.iter().map(|message| json!([message["seq"], message["is_read"]])).collect();
    same("messages, read or not", &json!(stored), &json!(expected))
}

fn same(what: &str, there: &Value, expected: &Value) -> Result<(), TestCaseError> {
    if there == expected { Ok(()) } else { Err(TestCaseError::fail(format!("{what}: {there} instead of {expected}"))) }
}
