//! `Agent`: complete for staff, reduced for customers.

use serde::Serialize;
use utoipa::ToSchema;

use super::Reader;
use crate::{
    files::Links,
    ids::{AgentId, UserId},
    model::{Agent, Place},
    time::Timestamp,
};

/// An agent. Fields for staff only are `null` for customers and visitors.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgentView {
    id: AgentId,
    full_name: String,
    avatar: Option<String>,
    is_available: bool,
    is_online: bool,
    #[serde(flatten)]
    internal: AgentInternals,
}

/// Fields of an agent for staff only.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
struct AgentInternals {
    user: Option<AgentUser>,
    employee_id: Option<String>,
    department: Option<String>,
    max_concurrent_chats: Option<u32>,
    current_active_chats: Option<u32>,
    can_take_chat: Option<bool>,
    rating: Option<f64>,
    total_resolved_chats: Option<u64>,
    average_first_response_seconds: Option<f64>,
    average_resolution_seconds: Option<f64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct AgentUser {
    id: UserId,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
}

impl AgentView {
    /// `agent` as this reader may see it.
    pub fn new(agent: &Agent, reader: Reader, links: &Links) -> Self {
        let avatar = agent.avatar.and_then(|avatar| links.file(Place::Profile(agent.user_id), avatar));
        match reader {
            Reader::Staff => Self { avatar, ..Self::audited(agent) },
            Reader::Customer => Self { avatar, internal: AgentInternals::default(), ..Self::audited(agent) },
        }
    }

    /// All fields except the avatar, whose URL changes with time: for the audit log.
    pub fn audited(agent: &Agent) -> Self {
        Self {
            id: agent.id,
            full_name: agent.full_name(),
            avatar: None,
            is_available: agent.is_available,
            is_online: agent.is_online_at(Timestamp::now()),
            internal: agent.into(),
        }
    }
}

impl From<&Agent> for AgentInternals {
    fn from(agent: &Agent) -> Self {
        let totals = &agent.totals;
        Self {
            user: Some(AgentUser {
                id: agent.user_id,
                username: agent.username.clone(),
                email: agent.email.clone(),
                first_name: agent.first_name.clone(),
                last_name: agent.last_name.clone(),
            }),
            employee_id: Some(agent.employee_id.clone()),
            department: Some(agent.department.clone()),
            max_concurrent_chats: Some(agent.max_concurrent_chats),
            current_active_chats: Some(agent.current_active_chats),
            can_take_chat: Some(agent.can_take_chat()),
            rating: average(totals.ratings_sum, totals.ratings),
            total_resolved_chats: Some(totals.total_resolved_chats),
            average_first_response_seconds: average(totals.first_response_seconds, totals.first_responses),
            average_resolution_seconds: average(totals.resolution_seconds, totals.resolutions),
        }
    }
}

/// Average, rounded to two decimals; `None` of nothing.
pub(super) fn average(sum: u64, count: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "sums of seconds are far below 2^52")]
    let average = |count| (sum as f64 / count as f64 * 100.0).round() / 100.0;
    (count > 0).then(|| average(count))
}
