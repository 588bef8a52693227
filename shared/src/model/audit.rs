//! The audit log: who changed what, and when.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Identity, Role};
use crate::{
    ids::{AuditId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// An entry of the audit log, written in the transaction of the change. It is its own JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub created_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What, such as `room.assigned`.
    pub action: String,
    /// With what.
    pub target: AuditTarget,
    /// What is different from before: `{field: {from, to}}`.
    pub changes: Map<String, Value>,
}

/// Who did something, as they were then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// The user; `null` for the system.
    pub id: Option<UserId>,
    /// Their name.
    pub name: String,
    /// Their role; `null` for the system.
    pub role: Option<Role>,
}

impl From<&Identity> for Actor {
    fn from(who: &Identity) -> Self {
        let is_somebody = !who.is_system();
        Self { id: is_somebody.then_some(who.user_id), name: who.name.clone(), role: is_somebody.then_some(who.role) }
    }
}

/// What was changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditTarget {
    /// Its kind, such as `room`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What it was called then.
    pub name: String,
}

impl AuditEntry {
    /// An entry for what `by` has just done to the `kind` of this id and name: `deed` is the past participle.
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

    /// With what is different between two states of the target, whose JSON forms are objects.
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

impl Entity for AuditEntry {
    fn key(&self) -> Key {
        Key::audit_entry(self.created_at, self.id)
    }
}
