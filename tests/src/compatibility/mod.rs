//! Changes of the API's document that break a client, by the rules of oasdiff, which knows no OpenAPI 3.1 with frames
//! in it: what a client sends must be taken as before, and what it gets must be what it was told to expect. Words may
//! be added to an enumeration in an answer, and statuses of errors may come and go.

mod operation;
mod schema;

use std::collections::BTreeSet;

use serde_json::Value;

use schema::{Comparison, Direction};

/// A change that breaks a client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// Its place, by which CHANGELOG.md names it: a field as `Agent.rating`, an operation, or a frame.
    pub place: String,
    /// The change.
    pub change: String,
}

/// The breaking changes from a document to a later one.
pub fn breaks(old: &Value, new: &Value) -> BTreeSet<Break> {
    let mut comparison = Comparison::new(old, new);
    for (path, item) in entries(&old["paths"]) {
        for (method, operation) in entries(item) {
            let place = format!("{} {path}", method.to_uppercase());
            match new["paths"][path].get(method) {
                Some(later) => operation::compare(&mut comparison, &place, operation, later),
                None => comparison.report(&place, "is removed"),
            }
        }
    }
    for (side, key, direction) in [("client", "action", Direction::Input), ("server", "type", Direction::Output)] {
        for frame in items(&old["x-websocket"][side]) {
            let place = frame[key].as_str().unwrap_or_default();
            match items(&new["x-websocket"][side]).find(|later| later[key] == frame[key]) {
                Some(later) => comparison.compare(place, &frame["schema"], &later["schema"], direction),
                None => comparison.report(place, "is removed"),
            }
        }
    }
    comparison.found
}

/// The places of breaks that a changelog names: code under "Breaking" of what isn't released.
pub fn named(changelog: &str) -> BTreeSet<&str> {
    let unreleased = changelog.split("\n## ").find(|part| part.starts_with("Unreleased")).unwrap_or_default();
    let breaking = unreleased.split("\n### ").find(|part| part.starts_with("Breaking")).unwrap_or_default();
    breaking.split('`').skip(1).step_by(2).collect()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
