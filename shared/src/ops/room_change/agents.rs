//! Agents in a change of a room: their capacity and their statistics.

use std::collections::BTreeSet;

use crate::{
    ids::AgentId,
    model::{Agent, AgentRef, DailyStats, Room},
    ops::race::Attempt,
    table::{Read, Table, Write},
    time::Timestamp,
};

/// Writes of the agents affected by a change.
pub(super) struct Agents {
    /// Of the newly assigned agent, on the condition that it has capacity.
    pub gain: Option<Write>,
    /// Of the others.
    pub others: Vec<Write>,
}

impl Agents {
    /// Reads the agents that gain or lose the room, and those whose statistics change. The latter are omitted if they
    /// were removed since.
    pub async fn concerned(table: &Table, before: &Room, after: &Room, time: Timestamp) -> Result<Self, Attempt> {
        let mut figures = DailyStats::changed(before, after);
        let (old, new) = (before.holder(), after.holder());
        let is_same = old.map(|agent| agent.id) == new.map(|agent| agent.id);
        let (given_back, taken) = if is_same { (None, None) } else { (old, new) };
        let moved: Vec<&AgentRef> = given_back.into_iter().chain(taken).collect();

        let mut counted: BTreeSet<AgentId> = figures.agents().collect();
        counted.retain(|&id| moved.iter().all(|agent| agent.id != id));
        let known: Vec<Agent> = if counted.is_empty() {
            Vec::new()
        } else {
            table.get_all(counted.iter().map(|&id| Agent::key_of(id)), Read::Consistent).await?
        };
        for &id in counted.iter().filter(|&&id| known.iter().all(|agent| agent.id != id)) {
            figures.forget_agent(id);
        }

        let agent_write = |id| figures.add_to_agent(id, Write::update(Agent::key_of(id)));
        let mut others = Vec::new();
        others.extend(
            given_back.map(|agent| {
                agent_write(agent.id).add("current_active_chats", -1).when_above("current_active_chats", 0)
            }),
        );
        let gain = taken.map(|agent| {
            let write = agent_write(agent.id).add("current_active_chats", 1).set("last_assigned_at", time);
            let write = write.when_equals("is_available", true);
            write.when_below_attribute("current_active_chats", "max_concurrent_chats")
        });
        others.extend(known.iter().map(|agent| agent_write(agent.id).when_exists()));
        let name_of = |id| {
            let moved = moved.iter().find(|agent| agent.id == id).map(|agent| agent.name.clone());
            moved.or_else(|| known.iter().find(|agent| agent.id == id).map(Agent::full_name))
        };
        others.extend(figures.day_writes(name_of));
        Ok(Self { gain, others })
    }
}
