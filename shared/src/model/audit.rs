//! The audit log: changes with their actor and time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{Identity, Role};
use crate::{
    ids::{AuditId, UserId},
    table::{Entity, Key, Query, days},
    time::Timestamp,
};

/// An entry of the audit log, written in the transaction of the change. Serialized as it is in answers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// Time of the change.
    pub created_at: Timestamp,
    /// User who made the change.
    pub actor: Actor,
    /// Action, such as `room.assigned`.
    pub action: String,
    /// Entity that was changed.
    pub target: AuditTarget,
    /// Differences: `{field: {from, to}}`.
    pub changes: Map<String, Value>,
}

/// The user who made a change, as of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// User id; `null` for the system.
    pub id: Option<UserId>,
    /// Name.
    pub name: String,
    /// Role; `null` for the system.
    pub role: Option<Role>,
}

impl From<&Identity> for Actor {
    fn from(who: &Identity) -> Self {
        let is_somebody = !who.is_system();
        Self { id: is_somebody.then_some(who.user_id), name: who.name.clone(), role: is_somebody.then_some(who.role) }
    }
}

/// The entity that was changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditTarget {
    /// Kind, such as `room`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Id.
    pub id: String,
    /// Name at the time of the change.
    pub name: String,
}

impl AuditEntry {
    /// Builds an entry for a change by `by` of the `kind` with this id and name; `deed` is the past participle.
    pub fn new(by: &Identity, kind: &str, deed: &str, id: impl ToString, name: impl Into<String>) -> Self {
        Self {
            id: AuditId::new(),
            created_at: Timestamp::now(),
            actor: by.into(),
            action: format!("{kind}.{deed}"),
            target: AuditTarget { kind: kind.into(), id: id.to_string(), name: name.into() },
            changes: Map::new(),
        }
    }

    /// Sets the differences between two states of the target, which serialize as objects.
    #[must_use]
    pub fn between(self, before: &impl Serialize, after: &impl Serialize) -> Self {
        let (Value::Object(mut before), Value::Object(after)) = (json!(before), json!(after)) else { return self };
        let difference = |(field, to): (String, Value)| {
            let from = before.remove(&field).unwrap_or_default();
            (from != to).then(|| (field, json!({"from": from, "to": to})))
        };
        Self { changes: after.into_iter().filter_map(difference).collect(), ..self }
    }
}

/// Partition of the audit log.
const PARTITION: &str = "AUDIT";

impl AuditEntry {
    /// List of the entries from the day `first` to the day `last`, the oldest first.
    pub fn between_days(first: NaiveDate, last: NaiveDate) -> Query {
        let (first, last) = days(first, last);
        Query::table(PARTITION).between(first, last)
    }
}

impl Entity for AuditEntry {
    fn key(&self) -> Key {
        Key::new(PARTITION, format!("{}#{}", self.created_at, self.id))
    }
}
