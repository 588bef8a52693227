//! Agent: whole for staff, reduced for customers.

use serde::Serialize;

use crate::{
    ids::{AgentId, UserId},
    model::Agent,
    time::Timestamp,
};

/// `Agent`.
#[derive(Clone, Debug, Serialize)]
pub struct AgentShape {
    id: AgentId,
    user: AgentUser,
    employee_id: String,
    full_name: String,
    department: String,
    is_available: bool,
    is_online: bool,
    max_concurrent_chats: u32,
    current_active_chats: u32,
    can_take_chat: bool,
    rating: Option<f64>,
    total_resolved_chats: u64,
    average_first_response_seconds: Option<f64>,
    average_resolution_seconds: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
struct AgentUser {
    id: UserId,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
}

impl From<&Agent> for AgentShape {
    fn from(agent: &Agent) -> Self {
        let totals = &agent.totals;
        Self {
            id: agent.id,
            user: AgentUser {
                id: agent.user_id,
                username: agent.username.clone(),
                email: agent.email.clone(),
                first_name: agent.first_name.clone(),
                last_name: agent.last_name.clone(),
            },
            employee_id: agent.employee_id.clone(),
            full_name: agent.full_name(),
            department: agent.department.clone(),
            is_available: agent.is_available,
            is_online: agent.is_online_at(Timestamp::now()),
            max_concurrent_chats: agent.max_concurrent_chats,
            current_active_chats: agent.current_active_chats,
            can_take_chat: agent.can_take_chat(),
            rating: average(totals.ratings_sum, totals.ratings),
            total_resolved_chats: totals.total_resolved_chats,
            average_first_response_seconds: average(totals.first_response_seconds, totals.first_responses),
            average_resolution_seconds: average(totals.resolution_seconds, totals.resolutions),
        }
    }
}

/// An average to two decimals, if there is anything to average.
pub(super) fn average(sum: u64, count: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "sums of seconds are far below 2^52")]
    let average = |count| (sum as f64 / count as f64 * 100.0).round() / 100.0;
    (count > 0).then(|| average(count))
}

/// What customers see of an agent in a list.
#[derive(Clone, Debug, Serialize)]
pub struct AgentForCustomers {
    id: AgentId,
    full_name: String,
    is_online: bool,
    is_available: bool,
}

impl From<&Agent> for AgentForCustomers {
    fn from(agent: &Agent) -> Self {
        Self {
            id: agent.id,
            full_name: agent.full_name(),
            is_online: agent.is_online_at(Timestamp::now()),
            is_available: agent.is_available,
        }
    }
}
