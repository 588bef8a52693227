//! Settings of routing: who gets a chat, and who keeps one.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    config::{DeskSettings, minutes},
    model::string_enum,
};

string_enum!(
    /// Times at which waiting rooms are assigned automatically.
    AutoAssign {
        /// Never: agents take them from the queue.
        Never = "never",
        /// While the desk is open.
        WhileOpen = "while_open",
        /// At any time.
        Always = "always",
    }
);

string_enum!(
    /// Place that a resolved room returns to when its customer writes again.
    ReopenTo {
        /// Its agent, if that is there and below its limit; otherwise the queue.
        Agent = "agent",
        /// The queue.
        Queue = "queue",
    }
);

/// Settings of routing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskRouting {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Times at which waiting rooms are assigned automatically.
    #[schema(required)]
    pub auto_assign: AutoAssign,
    /// Minutes without a sign of an agent after which it counts as away: it is assigned nothing.
    #[schema(required)]
    pub away_minutes: u64,
    /// Minutes without a sign of an agent who is offline or away after which its rooms whose customers wait for an answer
    /// return to the queue; 0 for never.
    #[schema(required)]
    pub requeue_minutes: u64,
    /// Place that a resolved room returns to when its customer writes again.
    #[schema(required)]
    pub reopen_to: ReopenTo,
}

impl Default for DeskRouting {
    fn default() -> Self {
        Self {
            version: 0,
            auto_assign: AutoAssign::Never,
            away_minutes: 10,
            requeue_minutes: 15,
            reopen_to: ReopenTo::Agent,
        }
    }
}

impl DeskRouting {
    /// Settings of a new desk, until an admin changes them: those of its deployment.
    pub fn of_deployment(settings: &DeskSettings) -> Self {
        let requeue = settings.away_requeue.map_or(0, |time| time.num_minutes().unsigned_abs());
        let auto_assign = if settings.auto_assign { AutoAssign::Always } else { AutoAssign::Never };
        Self { auto_assign, requeue_minutes: requeue, ..Self::default() }
    }

    /// Time without a sign of an agent after which it counts as away.
    pub fn away_after(&self) -> Duration {
        minutes(self.away_minutes).unwrap_or_default()
    }

    /// Time without a sign of an agent after which its rooms whose customers wait return to the queue; `None` for never.
    pub fn requeue_after(&self) -> Option<Duration> {
        minutes(self.requeue_minutes)
    }
}
