//! The system's routes, read from the source of the functions, since no router tells what it has. Of Rust it understands
//! what `router` functions are made of – chains of calls, and names given by `let` –, and fails at anything else.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// A method and a path, by which rows and routes are compared: whatever a path's variables are called, and with or without
/// the last slash and a query.
pub fn named(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    format!("{} {}", method.to_uppercase(), parts.collect::<Vec<_>>().join("/"))
}

/// What all functions together answer.
pub fn of_functions() -> BTreeSet<String> {
    let functions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let functions = fs::read_dir(functions).unwrap_or_else(|error| panic!("{error}"));
    let sources = functions.flatten().map(|function| function.path().join("src/lib.rs"));
    let sources = sources.map(|file| fs::read_to_string(file).unwrap_or_else(|error| panic!("{error}")));
    sources.flat_map(|source| body(&source).map(of_router).unwrap_or_default()).collect()
}

/// The body of the function `router`, if there is one.
fn body(source: &str) -> Option<&str> {
    let (_, function) = source.split_once("pub fn router(")?;
    let (_, body) = function.split_once("{\n")?;
    body.split_once("\n}").map(|(body, _)| body)
}

fn of_router(body: &str) -> Vec<String> {
    let (mut names, mut routes) = (HashMap::new(), Vec::new());
    for statement in body.split(';').map(str::trim) {
        match statement.strip_prefix("let ").map(|rest| rest.split_once('=')) {
            Some(Some((name, value))) => drop(names.insert(name.trim(), value.trim())),
            Some(None) => panic!("what is {statement}?"),
            None => routes.extend(of_chain(statement, &names)),
        }
    }
    routes
}

fn of_chain(chain: &str, names: &HashMap<&str, &str>) -> Vec<String> {
    let mut routes = Vec::new();
    for (name, arguments) in calls(chain) {
        match (name, arguments.split_once(',')) {
            ("route", Some((path, handlers))) => {
                let handlers = handlers.trim().trim_end_matches(',');
                let handlers = names.get(handlers).copied().unwrap_or(handlers);
                routes.extend(methods(handlers).map(|method| named(method, path.trim().trim_matches('"'))));
            }
            ("new" | "layer" | "with_state", _) => {}
            _ => panic!("what does {name}({arguments}) add to the router?"),
        }
    }
    routes
}

fn methods(handlers: &str) -> impl Iterator<Item = &str> {
    let calls = calls(handlers);
    assert!(!calls.is_empty(), "what does {handlers} handle?");
    let understood = |name: &str| METHODS.contains(&name);
    calls
        .into_iter()
        .map(move |(name, _)| if understood(name) { name } else { panic!("what is {name} in {handlers}?") })
}

/// The calls that a chain such as `a(b).c(d(e))` is made of, with their arguments: `a` and `c`.
fn calls(chain: &str) -> Vec<(&str, &str)> {
    let (mut calls, mut depth, mut start, mut name) = (Vec::new(), 0, 0, "");
    for (at, letter) in chain.char_indices() {
        match letter {
            '(' => {
                depth += 1;
                if depth == 1 {
                    (name, start) = (&chain[start..at], at + 1);
                }
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    calls.push((name, &chain[start..at]));
                    start = at + 1;
                }
            }
            _ if depth == 0 && !(letter.is_alphanumeric() || letter == '_') => start = at + letter.len_utf8(),
            _ => {}
        }
    }
    calls
}

#[test]
fn chains_and_names_are_understood() {
    let router = r#"
    let one =
        get(show).put(one::replace);
    Router::new()
        .route("/api/things", get(list).post(create))
        .route(
            "/api/things/{id}",
            one,
        )
        .layer(Extension(state.things(1)))
        .with_state(state)"#;
    let routes = ["GET /api/things", "POST /api/things", "GET /api/things/{}", "PUT /api/things/{}"];
    assert_eq!(of_router(router), routes);
}

#[test]
fn what_is_not_understood_fails() {
    for router in ["Router::new().nest(\"/api\", things())", "Router::new().route(\"/api/things\", any(things))"] {
        assert!(std::panic::catch_unwind(|| of_router(router)).is_err(), "{router}");
    }
}
