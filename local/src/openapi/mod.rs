//! The API's OpenAPI document, made of the descriptions that the functions' routes collect.
//!
//! `cargo run -p local -- openapi` prints it; it is committed as `docs/openapi.json`, and the function `web` serves
//! that file at `/api/schema/`.

pub mod asyncapi;
mod examples;
mod limits;
mod links;
mod schemas;
mod vocabulary;
mod websocket;

use serde_json::{Map, Value, json};
use utoipa::openapi::{Info, OpenApi, Paths};

use crate::router::functions;

const DESCRIPTION: &str = "\
Live customer support chat. Times are RFC 3339 in UTC with milliseconds; rooms, messages and notifications have UUIDs, users \
and agents small integers. Every path works with and without its last slash. Bodies are JSON, or forms with the same \
fields. Lists have pages of 20 items: `next` and `previous` are the URLs of the pages beside one. Fields may be added, and \
are never removed. Errors of fields are a map of all failing fields with their messages; other errors have a text, \
`detail`, and a stable word for programs, `code`. A 429 or 503 says in `Retry-After` after how many seconds to try again. Limits are \
given with their defaults: each is a setting of the deployment, where 0 lifts it.";

/// The document as it is committed.
pub fn text() -> String {
    format!("{:#}\n", document())
}

/// Builds the document.
pub fn document() -> Value {
    let mut all = OpenApi::new(Info::new("Tribeclub Chat", env!("CARGO_PKG_VERSION")), Paths::new());
    let mut tags = Vec::new();
    let described = functions().map(|function| (function.name, function.routes.into_openapi()));
    for (function, mut described) in described.into_iter().chain([("health", health::routes().into_openapi())]) {
        let group = group(function);
        tag(&mut described, &group);
        tags.push(json!({"name": group}));
        all.merge(described);
    }
    let mut document = json!(all);
    document["info"] = json!({
        "title": "Tribeclub Chat",
        "version": env!("CARGO_PKG_VERSION"),
        "description": DESCRIPTION,
        "license": {"name": "MIT", "identifier": "MIT"},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["tags"] = json!(tags);
    document["components"]["securitySchemes"] = security_schemes();
    websocket::add(&mut document);
    schemas::tidy(&mut document);
    document["paths"] = paths(document["paths"].take());
    vocabulary::explain(&mut document);
    limits::explain(&mut document);
    links::add(&mut document);
    examples::share_errors(&mut document);
    examples::add(&mut document);
    websocket::add_examples(&mut document);
    document
}

/// Name of the operations of a function, such as "Chat rooms".
fn group(function: &str) -> String {
    let words = function.replace('-', " ");
    words[..1].to_uppercase() + &words[1..]
}

/// Sets the group of all operations.
fn tag(described: &mut OpenApi, group: &str) {
    for item in described.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            operation.tags = Some(vec![group.to_owned()]);
        }
    }
}

fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` and the access token of a signed-in user.",
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of a signed-in user.",
        },
        "visitor": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The token of a visitor, which `complete_chat` answers.",
        },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session that `log_in` begins; over TLS the cookie is called `__Host-sessionid`.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": "The value of the cookie `csrftoken`, for writes with the session cookie.",
        },
    })
}

/// Paths in their canonical form, with the last slash, and operations with a summary of one sentence.
fn paths(paths: Value) -> Value {
    let Value::Object(paths) = paths else { return paths };
    let path = |(path, mut item): (String, Value)| {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            summarize(operation);
        }
        (format!("{path}/"), item)
    };
    Value::Object(paths.into_iter().map(path).collect())
}

/// Divides a doc comment into its first sentence and the rest.
fn summarize(operation: &mut Value) {
    let part = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();
    let text = format!("{} {}", part("summary"), part("description")).replace('\n', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (summary, description) = text.split_once(". ").unwrap_or((text.trim_end_matches('.'), ""));
    operation["summary"] = json!(summary);
    if let Some(operation) = operation.as_object_mut() {
        operation.remove("description");
        if !description.is_empty() {
            operation.insert("description".into(), json!(description));
        }
    }
}
