//! Comparison of an operation: who may call it how, what it takes, what it answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    entries, items,
    schema::{Comparison, Direction},
};

/// Compares an operation with its later form.
pub(super) fn compare(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value) {
    callers(comparison, place, old, new);
    parameters(comparison, place, &old["parameters"], &new["parameters"]);
    body(comparison, place, &old["requestBody"], &new["requestBody"]);
    answers(comparison, place, &old["responses"], &new["responses"]);
}

fn callers(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value) {
    let schemes = |way: &Value| entries(way).map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    let ways = |operation: &Value| items(&operation["security"]).map(schemes).collect::<Vec<_>>();
    let (before, after) = (ways(old), ways(new));
    let is_open = after.is_empty() || after.contains(&BTreeSet::new());
    let remains = |way: &BTreeSet<String>| is_open || after.iter().any(|later| later.is_subset(way));
    if before.iter().any(|way| !remains(way)) || (before.is_empty() && !is_open) {
        comparison.report(place, "asks for other credentials");
    }
    let roles = |operation: &Value| items(&operation["x-roles"]).map(Value::to_string).collect::<BTreeSet<_>>();
    let later = roles(new);
    let is_anyone = later.contains("\"anonymous\"");
    for role in roles(old).difference(&later).filter(|_| !is_anyone) {
        comparison.report(place, &format!("may not be called by {role} any more"));
    }
}

fn parameters(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value) {
    let same = |one: &Value, other: &Value| one["name"] == other["name"] && one["in"] == other["in"];
    let place_of = |parameter: &Value| format!("{place} ?{}", parameter["name"].as_str().unwrap_or_default());
    for parameter in items(old) {
        match items(new).find(|later| same(parameter, later)) {
            None => comparison.report(&place_of(parameter), "is removed"),
            Some(later) => {
                comparison.compare(&place_of(parameter), &parameter["schema"], &later["schema"], Direction::Input);
            }
        }
    }
    for parameter in items(new).filter(|parameter| parameter["required"] == true) {
        if !items(old).any(|before| same(before, parameter) && before["required"] == true) {
            comparison.report(&place_of(parameter), "is required now");
        }
    }
}

fn body(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value) {
    if new["required"] == true && old["required"] != true {
        comparison.report(place, "requires a body now");
    }
    content(comparison, place, &old["content"], &new["content"], Direction::Input);
}

fn answers(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value) {
    for (status, answer) in entries(old) {
        let (answer, later) = (comparison.resolved_old(answer), comparison.resolved_new(&new[status]));
        let place = format!("{place} {status}");
        if later.is_null() {
            // An error that can't occur any more is missed by nobody.
            if status.starts_with('2') {
                comparison.report(&place, "is removed");
            }
            continue;
        }
        content(comparison, &place, &answer["content"], &later["content"], Direction::Output);
    }
}

fn content(comparison: &mut Comparison<'_>, place: &str, old: &Value, new: &Value, direction: Direction) {
    for (media_type, content) in entries(old) {
        match new.get(media_type) {
            None => comparison.report(place, &format!("has no {media_type} any more")),
            Some(later) => comparison.compare(place, &content["schema"], &later["schema"], direction),
        }
    }
}
