//! The API's document: committed, served, complete. That it is true, every other test claims with every answer.

use std::{collections::BTreeSet, fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use shared::config::Limits;
use tests::App;

fn committed(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{error}"))
}

/// Everything in `value` that is an object, with its place.
fn objects<'a>(place: &str, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            found.push((place.to_owned(), value));
            fields.iter().for_each(|(name, value)| objects(&format!("{place}/{name}"), value, found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| objects(&format!("{place}/{at}"), value, found));
        }
        _ => {}
    }
}

fn all(document: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    objects("", document, &mut found);
    found
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = document["paths"].as_object().into_iter().flatten();
    items.flat_map(|(_, item)| item.as_object().into_iter().flatten().map(|(_, operation)| operation))
}

#[test]
fn the_committed_documents_are_those_that_the_code_makes() {
    let asyncapi = local::openapi::asyncapi::text().unwrap_or_else(|error| panic!("{error}"));
    for (name, made) in [("openapi.json", local::openapi::text()), ("asyncapi.yaml", asyncapi)] {
        assert!(committed(name) == made, "docs/{name} is old: make openapi");
    }
}

#[test]
fn every_operation_that_may_be_throttled_and_every_action_states_its_limits_and_no_limit_is_left_out() {
    let document = local::openapi::document();
    for operation in operations(&document) {
        let has_limits = operation["x-limits"].as_array().is_some_and(|limits| !limits.is_empty());
        assert_eq!(has_limits, operation["responses"].get("429").is_some(), "{}", operation["operationId"]);
    }
    let frames = &document["x-websocket"]["client"];
    let actions = frames.as_array().into_iter().flatten();
    assert!(actions.clone().count() == 7 && actions.clone().all(|action| action["limits"][0].is_string()), "{frames}");
    let texts: Vec<String> =
        operations(&document).chain(actions).chain([&document["x-websocket"]]).map(Value::to_string).collect();
    for limit in Limits::SETTINGS {
        let name = format!("(`{}`)", limit.declaration.name);
        assert!(texts.iter().any(|text| text.contains(&name)), "nothing states {name}");
    }
}

#[test]
fn every_frame_has_an_example_that_it_allows() {
    let document = local::openapi::document();
    for (side, key) in [("client", "action"), ("server", "type")] {
        for frame in document["x-websocket"][side].as_array().into_iter().flatten() {
            let schema = json!({"allOf": [frame["schema"]], "components": document["components"]});
            let validator = jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{error}"));
            let deviation = validator.iter_errors(&frame["example"]).map(|error| error.to_string()).next();
            assert_eq!((deviation, &frame["example"][key]), (None, &frame[key]), "{}", frame["example"]);
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = local::openapi::document();
    for (place, value) in all(&document) {
        if let Some(reference) = value["$ref"].as_str() {
            let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(target.is_some(), "{place} refers to {reference}");
        }
    }
}

#[test]
fn every_operation_that_makes_something_is_linked_to_what_can_be_done_with_it() {
    let document = local::openapi::document();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let made = &item["post"]["responses"]["201"];
        if made.is_object() && document["paths"].get(format!("{path}{{id}}/")).is_some() {
            assert!(made["links"].as_object().is_some_and(|links| !links.is_empty()), "{path}: openapi/links.rs");
        }
    }
}

#[test]
fn every_link_leads_to_an_operation_that_takes_what_it_gives() {
    let document = local::openapi::document();
    let links = all(&document).into_iter().filter_map(|(_, value)| value.get("links").and_then(Value::as_object));
    for (name, link) in links.flatten() {
        let target = operations(&document).find(|operation| operation["operationId"] == *name);
        let target = target.unwrap_or_else(|| panic!("{name} is no operation"));
        assert_eq!(link["operationId"], *name);
        for (parameter, _) in link["parameters"].as_object().into_iter().flatten() {
            let taken = target["parameters"].as_array().into_iter().flatten();
            assert!(taken.clone().any(|taken| taken["name"] == *parameter), "{name} takes no {parameter}");
        }
        let body = &target["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let body = body.as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
        for (field, _) in link["requestBody"].as_object().into_iter().flatten() {
            assert!(body.is_some_and(|body| body["properties"].get(field).is_some()), "{name} takes no {field}");
        }
    }
}

#[test]
fn every_operation_field_and_parameter_says_what_it_means() {
    let document = local::openapi::document();
    let without = all(&document).into_iter().filter(|(place, value)| {
        let is_field = place.rsplit('/').nth(1) == Some("properties") && !place.contains("/examples/");
        let is_parameter = value.get("in").is_some() && place.contains("/parameters/");
        (is_field || is_parameter) && value["description"].as_str().is_none_or(str::is_empty)
    });
    let without: Vec<String> = without.map(|(place, _)| place).collect();
    assert!(without.is_empty(), "{}", without.join("\n"));
    for operation in operations(&document) {
        let has_text = |field: &str| operation[field].as_str().is_some_and(|text| !text.is_empty());
        assert!(has_text("summary") && has_text("operationId"), "{operation}");
        assert!(operation["x-roles"].as_array().is_some_and(|roles| !roles.is_empty()), "{operation}");
    }
}

#[test]
fn every_answer_has_an_example_and_every_operation_its_own_id() {
    let document = local::openapi::document();
    let ids: BTreeSet<_> = operations(&document).map(|operation| operation["operationId"].to_string()).collect();
    assert_eq!(ids.len(), operations(&document).count());
    for (place, value) in all(&document) {
        if place.ends_with("/application~1json") || place.ends_with("/content/application/json") {
            assert!(value.get("example").or(value.get("examples")).is_some(), "{place}");
        }
    }
}

#[tokio::test]
async fn everyone_gets_the_document_and_the_page_that_shows_it() {
    let app = App::start().await;
    let anyone = app.anon();
    let schema = anyone.get("/api/schema/").await;
    assert_eq!((schema.status, schema.header("content-type")), (200, "application/json"));
    assert_eq!(schema.text, committed("openapi.json"));
    assert_eq!(schema.json["openapi"], "3.1.0");
    let known = schema.header("etag").to_owned();
    let again = anyone.request(Method::GET, "/api/schema").header("if-none-match", known);
    assert_eq!(anyone.sends(again).await.status, 304);
    let page = anyone.get("/api/docs/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
}
