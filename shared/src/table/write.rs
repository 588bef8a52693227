//! Writes as values: an item to put, change, delete or check, and the conditions. [`super::Table`] executes them one by
//! one or as one transaction.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use super::{
    Entity, Error, Key,
    entity::{self, Item},
};

/// One write: a constructor, then conditions, all of which must hold.
#[derive(Debug)]
pub struct Write {
    pub(super) target: Target,
    pub(super) conditions: Vec<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
    sets: Vec<String>,
    adds: Vec<String>,
    removes: Vec<String>,
    /// The first value that can't be stored; reported on execution.
    unstorable: Option<serde_dynamo::Error>,
}

#[derive(Debug)]
pub(super) enum Target {
    Put(Item),
    Update(Key),
    Delete(Key),
    Check(Key),
}

impl Write {
    fn new(target: Target) -> Self {
        Self {
            target,
            conditions: Vec::new(),
            names: HashMap::new(),
            values: HashMap::new(),
            sets: Vec::new(),
            adds: Vec::new(),
            removes: Vec::new(),
            unstorable: None,
        }
    }

    /// Stores `entity`, replacing an existing item.
    pub fn put<E: Entity>(entity: &E) -> Self {
        match entity::to_item(entity) {
            Ok(item) => Self::new(Target::Put(item)),
            Err(error) => Self { unstorable: Some(error), ..Self::new(Target::Put(Item::new())) },
        }
    }

    /// Stores `entity` unless an item with its key exists.
    pub fn create<E: Entity>(entity: &E) -> Self {
        Self::put(entity).when_absent()
    }

    /// Changes attributes of an item; creates a missing item unless a condition prevents it.
    pub fn update(key: Key) -> Self {
        Self::new(Target::Update(key))
    }

    /// Deletes an item, if it exists.
    pub fn delete(key: Key) -> Self {
        Self::new(Target::Delete(key))
    }

    /// Writes nothing, but makes the transaction depend on a condition on an item.
    pub fn check(key: Key) -> Self {
        Self::new(Target::Check(key))
    }

    /// Sets an attribute.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Serialize) -> Self {
        let clause = format!("{} = {}", self.name(name), self.value(value));
        self.sets.push(clause);
        self
    }

    /// Adds to a number; a missing one counts as 0.
    #[must_use]
    pub fn add(mut self, name: &str, value: impl Serialize) -> Self {
        let clause = format!("{} {}", self.name(name), self.value(value));
        self.adds.push(clause);
        self
    }

    /// Removes an attribute.
    #[must_use]
    pub fn remove(mut self, name: &str) -> Self {
        let name = self.name(name);
        self.removes.push(name);
        self
    }

    /// Sets an attribute, or removes it for `None`.
    #[must_use]
    pub fn set_or_remove(self, name: &str, value: Option<impl Serialize>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self.remove(name),
        }
    }

    /// Requires the item to exist.
    #[must_use]
    pub fn when_exists(self) -> Self {
        self.condition("attribute_exists(pk)".into())
    }

    /// Requires that no item has the key.
    #[must_use]
    pub fn when_absent(self) -> Self {
        self.condition("attribute_not_exists(pk)".into())
    }

    /// Requires the attribute to have this value.
    #[must_use]
    pub fn when_equals(mut self, name: &str, value: impl Serialize) -> Self {
        let condition = format!("{} = {}", self.name(name), self.value(value));
        self.condition(condition)
    }

    /// Requires the attribute to have this value, or to be missing for `None`.
    #[must_use]
    pub fn when_same(mut self, name: &str, value: Option<impl Serialize>) -> Self {
        match value {
            Some(value) => self.when_equals(name, value),
            None => {
                let condition = format!("attribute_not_exists({})", self.name(name));
                self.condition(condition)
            }
        }
    }

    /// Requires the attribute to be missing or below this value.
    #[must_use]
    pub fn when_absent_or_below(mut self, name: &str, value: impl Serialize) -> Self {
        let (name, value) = (self.name(name), self.value(value));
        self.condition(format!("(attribute_not_exists({name}) OR {name} < {value})"))
    }

    /// Requires the attribute to be below this value.
    #[must_use]
    pub fn when_below(mut self, name: &str, value: impl Serialize) -> Self {
        let condition = format!("{} < {}", self.name(name), self.value(value));
        self.condition(condition)
    }

    /// Requires the attribute to be below another attribute of the item.
    #[must_use]
    pub fn when_below_attribute(mut self, name: &str, other: &str) -> Self {
        let condition = format!("{} < {}", self.name(name), self.name(other));
        self.condition(condition)
    }

    /// Requires the attribute to be above this value.
    #[must_use]
    pub fn when_above(mut self, name: &str, value: impl Serialize) -> Self {
        let condition = format!("{} > {}", self.name(name), self.value(value));
        self.condition(condition)
    }

    fn condition(mut self, condition: String) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Uses a placeholder for every name, so that no attribute collides with a reserved word.
    fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{name}");
        self.names.insert(placeholder.clone(), name.into());
        placeholder
    }

    fn value(&mut self, value: impl Serialize) -> String {
        let placeholder = format!(":v{}", self.values.len());
        match serde_dynamo::to_attribute_value(value) {
            Ok(value) => {
                self.values.insert(placeholder.clone(), value);
            }
            Err(error) => self.unstorable = Some(error),
        }
        placeholder
    }

    /// Returns the write, or the error of the first value that can't be stored.
    pub(super) fn checked(self) -> Result<Self, Error> {
        match self.unstorable {
            Some(error) => Err(error.into()),
            None => Ok(self),
        }
    }

    pub(super) fn condition_expression(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    pub(super) fn update_expression(&self) -> Option<String> {
        let clauses = [("SET", &self.sets), ("ADD", &self.adds), ("REMOVE", &self.removes)];
        let clauses = clauses.into_iter().filter(|(_, parts)| !parts.is_empty());
        let text: Vec<String> = clauses.map(|(verb, parts)| format!("{verb} {}", parts.join(", "))).collect();
        (!text.is_empty()).then(|| text.join(" "))
    }

    pub(super) fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    pub(super) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}
