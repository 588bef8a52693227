//! Examples of bodies, made of their schemas: those of the fields where there are any, else what follows from the type.

use serde_json::{Map, Value, json};

use super::schemas::{each, name_of};

/// Depth at which a schema that contains itself ends.
const DEPTH: usize = 8;

/// `detail` and `code` of the errors that most operations share.
const ERRORS: &[(&str, &str, &str)] = &[
    ("401", "Authentication credentials were not provided.", "not_authenticated"),
    ("403", "You do not have permission to perform this action.", "permission_denied"),
    ("404", "Not found.", "not_found"),
    ("409", "Somebody else has changed this in the meantime.", "outdated"),
    ("413", "Request body exceeds the limit of 262144 bytes.", "too_large"),
    ("415", "Unsupported media type \"text/xml\" in request.", "unsupported_media_type"),
    ("429", "Request was throttled. Expected available in 12 seconds.", "throttled"),
    ("500", "A server error occurred.", "error"),
    ("503", "Service temporarily unavailable, try again later.", "unavailable"),
];

/// Adds an example to every body in JSON; bodies of the same schema share one.
pub fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut shared = Map::new();
    each(&mut document["paths"], &mut |value| {
        let Some(content) = value.get_mut("application/json").filter(|content| content.get("schema").is_some()) else {
            return;
        };
        let schema = &content["schema"];
        match name_of(schema).map(str::to_owned) {
            Some(name) => {
                shared.entry(&name).or_insert_with(|| json!({"value": example(schema, &schemas, DEPTH)}));
                content["examples"] = json!({"default": {"$ref": format!("#/components/examples/{name}")}});
            }
            None => content["example"] = example(schema, &schemas, DEPTH),
        }
    });
    document["components"]["examples"] = Value::Object(shared);
}

/// Moves the errors that mean the same in several operations into one place.
pub fn share_errors(document: &mut Value) {
    let mut shared = Map::new();
    each(&mut document["paths"], &mut |operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let Some((name, meaning)) = standard(status) else { continue };
            if response["description"] != meaning {
                continue;
            }
            let mut response = std::mem::replace(response, json!({"$ref": format!("#/components/responses/{name}")}));
            let error = ERRORS.iter().find(|(of, ..)| of == status);
            let example = error.map(|(_, detail, code)| json!({"detail": detail, "code": code}));
            response["content"]["application/json"]["example"] =
                example.unwrap_or_else(|| json!({"content": ["This field is required."]}));
            shared.insert(name, response);
        }
    });
    document["components"]["responses"] = Value::Object(shared);
}

/// Name and usual meaning of an error, such as `NotFound`.
fn standard(status: &str) -> Option<(String, &'static str)> {
    let status = axum::http::StatusCode::from_bytes(status.as_bytes()).ok()?;
    let is_error = status.is_client_error() || status.is_server_error();
    is_error.then(|| (status.canonical_reason().unwrap_or_default().replace(' ', ""), shared::openapi::meaning(status)))
}

/// An example of `schema`.
pub fn of(schema: &Value, schemas: &Value) -> Value {
    example(schema, schemas, DEPTH)
}

fn example(schema: &Value, schemas: &Value, depth: usize) -> Value {
    if let Some(name) = name_of(schema) {
        return if depth == 0 { Value::Null } else { example(&schemas[name], schemas, depth - 1) };
    }
    if let Some(example) = schema["examples"].get(0).or(schema["enum"].get(0)) {
        return example.clone();
    }
    if let Some(options) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let option = options.iter().find(|option| option["type"] != "null");
        return option.map_or(Value::Null, |option| example(option, schemas, depth));
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default();
    match (kind, schema["format"].as_str().unwrap_or_default()) {
        ("object", _) => object(schema, schemas, depth),
        ("array", _) => json!([example(&schema["items"], schemas, depth)]),
        ("string" | "", "uuid") => json!("0193a1c2-7b4e-7c3a-9f51-2d8e6b0f4a17"),
        ("string", "date-time") => json!("2026-11-28T09:30:00.000Z"),
        ("string", "date") => json!("2026-11-28"),
        ("string", _) => json!("text"),
        ("integer", _) => json!(1),
        ("number", _) => json!(1.5),
        ("boolean", _) => json!(true),
        _ => Value::Null,
    }
}

/// Without optional fields that have no example of their own: a request would mean more than it should by them.
fn object(schema: &Value, schemas: &Value, depth: usize) -> Value {
    let is_required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if !is_required(name) && property.get("examples").is_none() {
            continue;
        }
        object.insert(name.clone(), example(property, schemas, depth));
    }
    if object.is_empty() && schema["additionalProperties"].is_object() {
        let name = example(&schema["propertyNames"], schemas, depth);
        let name = name.as_str().unwrap_or("name").to_owned();
        object.insert(name, example(&schema["additionalProperties"], schemas, depth));
    }
    Value::Object(object)
}
