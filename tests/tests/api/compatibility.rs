//! The document compared with the one of the last release: what breaks a client must be named in CHANGELOG.md. And the
//! rules of that comparison, each by a change that breaks a client and one that doesn't.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use tests::compatibility::{breaks, named};

fn file(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_change_that_breaks_a_client_is_named_in_the_changelog() {
    let released = file("docs/released/openapi.json");
    let released: Value = serde_json::from_str(&released).unwrap_or_else(|error| panic!("{error}"));
    let changelog = file("CHANGELOG.md");
    let named = named(&changelog);
    let breaks = breaks(&released, &local::openapi::document());
    let unnamed = breaks.iter().filter(|found| !named.contains(found.place.as_str()));
    let unnamed: Vec<String> = unnamed.map(|found| format!("`{}` {}", found.place, found.change)).collect();
    let remedy = "these break clients: take them back, or name their places under \"Breaking\" in CHANGELOG.md";
    assert!(unnamed.is_empty(), "{remedy}\n{}", unnamed.join("\n"));
}

#[test]
fn only_code_under_breaking_of_the_unreleased_names_a_break() {
    let changelog = "# Changelog\n\n## Unreleased\n\n### Breaking\n\n- `Agent.rating` and `GET /a/` are gone.\n\n### Added\n\n\
                     - `Agent.age`.\n\n## 0.1.0\n\n### Breaking\n\n- `Agent.name` is gone.\n";
    assert_eq!(named(changelog), BTreeSet::from(["Agent.rating", "GET /a/"]));
    assert_eq!(named("# Changelog\n\n## 0.1.0\n\n### Breaking\n\n- `Agent.name` is gone.\n"), BTreeSet::new());
}

/// A document with one operation, which takes and answers `Thing`, and a frame in each direction.
fn document() -> Value {
    let thing = json!({"$ref": "#/components/schemas/Thing"});
    let content = json!({"application/json": {"schema": thing}, "text/plain": {"schema": {"type": "string"}}});
    json!({
        "paths": {"/things/": {"post": {
            "x-roles": ["customer", "agent"],
            "security": [{"token": []}, {"cookie": [], "csrf": []}],
            "parameters": [
                {"name": "page", "in": "query", "required": false, "schema": {"type": "integer"}},
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            ],
            "requestBody": {"required": false, "content": content},
            "responses": {
                "201": {"description": "", "content": content},
                "404": {"description": "", "content": {}},
            },
        }}},
        "x-websocket": {
            "client": [{"action": "ask", "schema": {"$ref": "#/components/schemas/Ask"}}],
            "server": [{"type": "told", "schema": {"$ref": "#/components/schemas/Told"}}],
        },
        "components": {"schemas": {
            "Thing": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Ask": {"type": "object", "required": ["action"], "properties": {"action": {"enum": ["ask"]}, "to": {"type": "string"}}},
            "Told": {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["told"]}, "by": {"type": "string"}}},
        }},
    })
}

const OPERATION: &str = "/paths/~1things~1/post";

/// Places of the breaks after the value at `pointer` was set, or removed.
fn places_after(pointer: &str, value: Option<Value>) -> Vec<String> {
    let (old, mut new) = (document(), document());
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    match (new.pointer_mut(parent), value) {
        (Some(Value::Object(fields)), Some(value)) => drop(fields.insert(key.replace("~1", "/"), value)),
        (Some(Value::Object(fields)), None) => drop(fields.remove(&key.replace("~1", "/"))),
        (Some(Value::Array(items)), Some(value)) => items.push(value),
        (Some(Value::Array(items)), None) => drop(items.remove(key.parse().unwrap_or(usize::MAX))),
        other => panic!("{pointer}: {other:?}"),
    }
    breaks(&old, &new).into_iter().map(|found| found.place).collect()
}

#[test]
fn what_an_operation_has_may_grow_but_not_go() {
    let of = |rest: &str| format!("{OPERATION}/{rest}");
    let whole = "POST /things/";
    for (pointer, value, place) in [
        ("/paths/~1things~1".to_owned(), None, whole),
        (OPERATION.to_owned(), None, whole),
        (of("x-roles/0"), None, whole),
        (of("security/0"), None, whole),
        (of("security/1"), None, whole),
        (of("parameters/0"), None, "POST /things/ ?page"),
        (of("parameters/0/required"), Some(json!(true)), "POST /things/ ?page"),
        (of("parameters/0/schema/maximum"), Some(json!(9)), "POST /things/ ?page"),
        (of("parameters/2"), Some(json!({"name": "of", "in": "query", "required": true})), "POST /things/ ?of"),
        (of("requestBody/required"), Some(json!(true)), whole),
        (of("requestBody/content/text~1plain"), None, whole),
        (of("responses/201"), None, "POST /things/ 201"),
        (of("responses/201/content/text~1plain"), None, "POST /things/ 201"),
        ("/x-websocket/client/0".to_owned(), None, "ask"),
        ("/x-websocket/server/0".to_owned(), None, "told"),
        ("/components/schemas/Ask/properties/to".to_owned(), None, "Ask.to"),
        ("/components/schemas/Ask/required/1".to_owned(), Some(json!("to")), "Ask.to"),
        ("/components/schemas/Told/properties/by".to_owned(), None, "Told.by"),
        ("/components/schemas/Told/required/0".to_owned(), None, "Told.type"),
    ] {
        assert_eq!(places_after(&pointer, value), [place], "{pointer}");
    }
    for (pointer, value) in [
        (of("x-roles/2"), Some(json!("visitor"))),
        (of("x-roles"), Some(json!(["anonymous"]))),
        (of("security"), Some(json!([]))),
        (of("security/2"), Some(json!({"bearer": []}))),
        (of("parameters/2"), Some(json!({"name": "of", "in": "query", "required": false}))),
        (of("parameters/1/required"), Some(json!(false))),
        (of("responses/404"), None),
        (of("responses/409"), Some(json!({"description": ""}))),
        ("/x-websocket/client/1".to_owned(), Some(json!({"action": "more"}))),
        ("/x-websocket/server/1".to_owned(), Some(json!({"type": "more"}))),
        ("/components/schemas/Ask/properties/more".to_owned(), Some(json!({"type": "string"}))),
        ("/components/schemas/Told/required/1".to_owned(), Some(json!("by"))),
        ("/paths/~1more~1".to_owned(), Some(json!({"get": {}}))),
    ] {
        assert_eq!(places_after(&pointer, value), [""; 0], "{pointer}");
    }
}

/// Breaks of a value that is sent, and of one that is answered, when its schema changes.
fn breaks_of(old: &Value, new: &Value) -> (bool, bool) {
    let with = |side: &str, key: &str, schema: &Value| {
        let frames = json!([{key: "it", "schema": {"type": "object", "properties": {"field": schema}}}]);
        json!({"x-websocket": {side: frames}, "components": {"schemas": {
            "Named": {"type": "object", "properties": {"inner": {"type": "string"}, "again": {"$ref": "#/components/schemas/Named"}}},
            "Less": {"type": "object", "properties": {"again": {"$ref": "#/components/schemas/Less"}}},
        }}})
    };
    let is_broken = |side, key| !breaks(&with(side, key, old), &with(side, key, new)).is_empty();
    (is_broken("client", "action"), is_broken("server", "type"))
}

#[test]
fn input_may_not_narrow_and_answers_may_not_widen() {
    let string = json!({"type": "string"});
    let list = |items: Value| json!({"type": "array", "items": items});
    let map = |values: Value| json!({"type": "object", "additionalProperties": values});
    let named = json!({"$ref": "#/components/schemas/Named"});
    let nothing = json!({"type": "null"});
    let mut narrower = vec![
        (json!({}), string.clone()),
        (json!({"type": ["string", "null"]}), string.clone()),
        (json!({"type": "number"}), json!({"type": "integer"})),
        (string.clone(), json!({"type": "string", "enum": ["a"]})),
        (json!({"oneOf": [string, nothing]}), string.clone()),
        (json!({"oneOf": [named, nothing]}), named.clone()),
        (json!({"anyOf": [string, {"type": "integer"}]}), json!({"anyOf": [string]})),
        (list(json!({"type": ["string", "null"]})), list(string.clone())),
        (json!({"type": "array"}), list(string.clone())),
        (map(json!({"type": ["string", "null"]})), map(string.clone())),
        (json!({"type": "object"}), map(string.clone())),
        (json!({"type": "object"}), map(json!(false))),
        (json!({"x-content-types": ["image/png", "image/gif"]}), json!({"x-content-types": ["image/png"]})),
    ];
    for keyword in ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"] {
        narrower.push((json!({keyword: 1}), json!({keyword: 2})));
        narrower.push((json!({}), json!({keyword: 2})));
    }
    for keyword in ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "x-max-bytes"] {
        narrower.push((json!({keyword: 2}), json!({keyword: 1})));
        narrower.push((json!({}), json!({keyword: 2})));
    }
    for (keyword, value) in
        [("pattern", json!("a")), ("format", json!("uuid")), ("multipleOf", json!(2)), ("uniqueItems", json!(true))]
    {
        narrower.push((json!({}), json!({keyword: value})));
    }
    for (wide, narrow) in &narrower {
        assert_eq!(breaks_of(wide, narrow), (true, false), "{wide} to {narrow}");
        assert_eq!(breaks_of(narrow, wide), (false, true), "{narrow} to {wide}");
        assert_eq!((breaks_of(wide, wide), breaks_of(narrow, narrow)), ((false, false), (false, false)));
    }
    // What changes is neither wider nor narrower.
    for (one, other) in [
        (string.clone(), json!({"type": "integer"})),
        (json!({"pattern": "a"}), json!({"pattern": "b"})),
        (json!({"propertyNames": {"format": "uuid"}}), json!({"propertyNames": {"format": "date"}})),
        (named.clone(), json!({"$ref": "#/components/schemas/Less"})),
        (json!({"oneOf": [named, nothing]}), json!({"oneOf": [{"$ref": "#/components/schemas/Less"}, nothing]})),
    ] {
        assert_eq!(breaks_of(&one, &other), (true, true), "{one} to {other}");
    }
    // Clients expect new words in answers; those that they send must remain.
    let (few, many) = (json!({"enum": ["a"]}), json!({"enum": ["a", "b"]}));
    assert_eq!((breaks_of(&few, &many), breaks_of(&many, &few)), ((false, false), (true, false)));
    assert_eq!(breaks_of(&json!({"const": "a"}), &json!({"const": "b"})), (true, false));
    let (none, zero) = (json!({}), json!({"minLength": 0}));
    assert_eq!(breaks_of(&none, &zero), (false, false));
}
