//! Changes of the settings of routing.

use super::group::{GroupEdit, set};
use crate::{
    http::{Fields, Input},
    model::{AutoAssign, DeskRouting, Identity, ReopenTo},
};

/// Shortest time after which an agent counts as away, in minutes: heartbeats come every half a minute, and one may be
/// lost.
const AWAY_MINIMUM: u64 = 2;
/// Longest times, in minutes: a day.
const MINUTES_LIMIT: u64 = 1_440;

/// Changes of the settings of routing.
#[derive(Clone, Debug)]
pub(super) struct RoutingEdit {
    version: u64,
    auto_assign: Option<AutoAssign>,
    away_minutes: Option<u64>,
    requeue_minutes: Option<u64>,
    reopen_to: Option<ReopenTo>,
}

impl Input for RoutingEdit {
    fn read(fields: &mut Fields) -> Option<Self> {
        let version = fields.integer("version").required();
        let auto_assign = fields.choice("auto_assign").optional();
        let away_minutes = fields.integer("away_minutes").at_least(AWAY_MINIMUM).at_most(MINUTES_LIMIT).optional();
        let requeue_minutes = fields.integer("requeue_minutes").at_most(MINUTES_LIMIT).optional();
        let reopen_to = fields.choice("reopen_to").optional();
        Some(Self {
            version: version?,
            auto_assign: auto_assign?,
            away_minutes: away_minutes?,
            requeue_minutes: requeue_minutes?,
            reopen_to: reopen_to?,
        })
    }
}

impl GroupEdit for RoutingEdit {
    type Group = DeskRouting;

    fn version(&self) -> u64 {
        self.version
    }

    fn apply(self, group: &mut DeskRouting, _: &Identity) {
        set(&mut group.auto_assign, self.auto_assign);
        set(&mut group.away_minutes, self.away_minutes);
        set(&mut group.requeue_minutes, self.requeue_minutes);
        set(&mut group.reopen_to, self.reopen_to);
    }
}
