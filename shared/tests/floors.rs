//! The floors of this crate: an area – a module of `lib.rs` – uses only its own floor and those below it. Neither
//! areas, nor areas inside `ops`, nor files use each other in a circle.
//!
//! Read from the source text: `use` declarations, except re-exports of a module's own parts, and paths that begin with
//! `crate`, `self`, `super` or the name of a module; each followed through re-exports to the file that defines its
//! name.

#[path = "floors/graph.rs"]
mod graph;
#[path = "floors/source.rs"]
mod source;

use std::{collections::BTreeSet, path::Path};

use source::{Source, Use};

/// The floors, from the ground up, each with its areas. docs/architecture.md describes them.
const FLOORS: &[&[&str]] = &[
    // Words of the domain, the clock, text, settings.
    &["address", "config", "ids", "markdown", "random", "text", "time"],
    // The table, which holds no word of the domain.
    &["table"],
    // What can go wrong, what is logged, what one process counts.
    &["answered", "error", "logging", "pace", "security", "spans"],
    // Descriptions of operations, for the API's document.
    &["openapi"],
    // Other services.
    &["captcha", "mail", "push", "queue", "sdk", "secret", "web_push"],
    // Entities, each with its keys; rules about one of them alone.
    &["model"],
    // The bucket, and the look-ups, limits and lists that several operations share.
    &["files", "store"],
    // What all requests of a process share.
    &["passwords", "state", "tokens"],
    // JSON for a reader; requests in, answers out.
    &["event", "http", "views"],
    // Who may call.
    &["auth"],
    // One verb each: read, decide, write, publish.
    &["ops"],
];

/// Area of a file: its first module, or its first two below `ops`.
fn area(module: &str) -> &str {
    let depth = if module.starts_with("ops::") { 2 } else { 1 };
    module.match_indices("::").nth(depth - 1).map_or(module, |(end, _)| &module[..end])
}

fn floor(module: &str) -> Option<usize> {
    let area = module.split("::").next().unwrap_or_default();
    FLOORS.iter().position(|areas| areas.contains(&area))
}

/// The uses of a floor by one below it.
fn upward(uses: &[Use]) -> Vec<String> {
    let upward = uses.iter().filter(|used| floor(&used.by) < floor(&used.module));
    upward.map(|used| format!("{} uses {}, which is above it", used.by, used.module)).collect()
}

/// Circles between areas and between files.
fn circles(uses: &[Use]) -> Vec<String> {
    let files = uses.iter().map(|used| (used.by.as_str(), used.module.as_str()));
    let areas = files.clone().map(|(by, module)| (area(by), area(module))).filter(|(by, module)| by != module);
    let found = [graph::circles(areas), graph::circles(files)].concat();
    found.iter().map(|circle| circle.join(" -> ")).collect()
}

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

fn own() -> Result<Source> {
    Source::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")))
}

#[test]
fn every_area_is_on_one_floor() -> Result {
    let mut areas: Vec<&str> = FLOORS.iter().copied().flatten().copied().collect();
    areas.sort_unstable();
    assert_eq!(areas, own()?.areas().into_iter().collect::<Vec<_>>());
    Ok(())
}

#[test]
fn no_floor_uses_one_above_it() -> Result {
    assert_eq!(upward(&own()?.uses()), Vec::<String>::new());
    Ok(())
}

#[test]
fn nothing_uses_itself_in_a_circle() -> Result {
    assert_eq!(circles(&own()?.uses()), Vec::<String>::new());
    Ok(())
}

/// Uses in a crate of these files, as `by -> module`.
fn uses_in(files: &[(&str, &str)]) -> Result<BTreeSet<String>> {
    let uses = Source::parse(files)?.uses();
    Ok(uses.into_iter().map(|used| format!("{} -> {}", used.by, used.module)).collect())
}

#[test]
fn uses_are_found_wherever_they_are_written() -> Result {
    let model = ("model/mod.rs", "mod room; mod user; pub use room::Room; pub use user::{User as Person};");
    let room = ("model/room.rs", "pub struct Room;");
    let user = ("model/user.rs", "pub struct User; pub fn f() {}");
    for text in [
        "use crate::model::Room;",
        "use crate::{model::{Room}};",
        "use super::model::Room as R;",
        "pub use crate::model::Room;",
        "fn f() -> crate::model::Room { todo!() }",
        "fn f() { use crate::model::Room; }",
        "fn f() { println!(\"{:?}\", crate::model::Room) }",
        "#[cfg(test)] mod tests { use super::super::model::Room; }",
        "impl crate::model::Room {}",
    ] {
        let found = uses_in(&[model, room, user, ("push.rs", text)])?;
        assert_eq!(found, ["push -> model::room".to_owned()].into(), "{text}");
    }
    for text in ["use crate::model::Person;", "use crate::model::user;", "use crate::model::user::f;"] {
        let model = (model.0, "mod room; pub mod user; pub use room::Room; pub use user::{User as Person};");
        let found = uses_in(&[model, room, user, ("push.rs", text)])?;
        assert_eq!(found, ["push -> model::user".to_owned()].into(), "{text}");
    }
    let own = "use std::fmt; use serde::Serialize; #[cfg(test)] mod tests { use super::*; }";
    assert_eq!(uses_in(&[model, room, user, ("push.rs", own)])?, BTreeSet::new());
    Ok(())
}

#[test]
fn wrong_uses_are_reported() -> Result {
    let files = [
        ("table/mod.rs", "use crate::model::Room;"),
        ("model/mod.rs", "mod room; mod user; pub use room::Room; pub use user::User;"),
        ("model/room.rs", "use super::User; pub struct Room;"),
        ("model/user.rs", "pub struct User(crate::model::Room);"),
        ("ops/mod.rs", "mod routing; pub mod rooms;"),
        ("ops/routing.rs", "use super::rooms::change;"),
        ("ops/rooms/mod.rs", "mod change; mod list; pub use change::change;"),
        ("ops/rooms/change.rs", "pub fn change() {}"),
        ("ops/rooms/list.rs", "use crate::ops::routing;"),
    ];
    let uses = Source::parse(&files)?.uses();
    assert_eq!(upward(&uses), ["table uses model::room, which is above it"]);
    assert_eq!(
        circles(&uses),
        ["ops::rooms -> ops::routing -> ops::rooms", "model::room -> model::user -> model::room"]
    );
    Ok(())
}
