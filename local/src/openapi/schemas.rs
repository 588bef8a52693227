//! Schemas in the form in which clients read them best: named as in the contract, flat, and without indirections that
//! only the code has.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const PREFIX: &str = "#/components/schemas/";

/// Tidies all schemas of a document.
pub fn tidy(document: &mut Value) {
    let inputs = inputs(document);
    let mut schemas = match document["components"]["schemas"].take() {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    };
    let scalars: BTreeMap<String, Value> = schemas
        .iter()
        .filter(|(_, schema)| is_scalar(schema))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    schemas.retain(|name, _| !scalars.contains_key(name));
    for (name, schema) in &mut schemas {
        inline(schema, &scalars);
        if !inputs.contains(name) {
            require_all(schema);
        }
    }
    inline(&mut document["paths"], &scalars);
    let named = schemas.clone();
    for schema in schemas.values_mut() {
        flatten(schema, &named);
    }
    document["components"]["schemas"] = Value::Object(schemas);
    rename(document);
    remove_unused(document);
}

/// Names of the schemas of request bodies and of frames of clients.
fn inputs(document: &Value) -> BTreeSet<String> {
    let operations = document["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object);
    let bodies =
        operations.flat_map(Map::values).filter_map(|operation| operation["requestBody"]["content"].as_object());
    let references = bodies.flat_map(Map::values).filter_map(|content| name_of(&content["schema"]));
    let frames = document["x-websocket"]["client"].as_array().into_iter().flatten();
    references.chain(frames.filter_map(|frame| name_of(&frame["schema"]))).map(str::to_owned).collect()
}

/// Name of the schema that is referred to.
pub fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(PREFIX)
}

/// `true` for an identifier or a time, which has a type of its own in the code only.
fn is_scalar(schema: &Value) -> bool {
    matches!(schema["type"].as_str(), Some("string" | "integer")) && schema.get("enum").is_none()
}

/// Replaces references to scalars by what they are.
fn inline(value: &mut Value, scalars: &BTreeMap<String, Value>) {
    each(value, &mut |value| {
        if let Some(scalar) = name_of(value).and_then(|name| scalars.get(name)) {
            let description = value.get("description").cloned();
            let mut scalar = scalar.clone();
            scalar.as_object_mut().map(|scalar| scalar.remove("description"));
            if let Some(description) = description {
                scalar["description"] = description;
            }
            *value = scalar;
        }
        // `null` or one simple type is an array of types.
        if let Some([one, two]) = value["oneOf"].as_array().map(Vec::as_slice)
            && let (null, other) = if is_null(two) { (two, one) } else { (one, two) }
            && is_null(null)
            && let Some(kind) = other["type"].as_str().filter(|_| other.get("enum").is_none())
        {
            let mut nullable = other.clone();
            nullable["type"] = json!([kind, "null"]);
            if let Some(description) = value.get("description") {
                nullable["description"] = description.clone();
            }
            *value = nullable;
        }
    });
}

fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
}

/// Answers have all their properties always, `null` or not. Those that are neither nullable nor required are absent at
/// times.
fn require_all(schema: &mut Value) {
    each(schema, &mut |schema| {
        if let Some(properties) = schema["properties"].as_object() {
            let stated =
                |name: &String| schema["required"].as_array().is_some_and(|all| all.iter().any(|it| it == name));
            let required = properties.iter().filter(|(name, property)| stated(name) || is_nullable(property));
            let names: Vec<String> = required.map(|(name, _)| name.clone()).collect();
            schema["required"] = json!(names);
        }
    });
}

fn is_nullable(schema: &Value) -> bool {
    let has_null =
        |list: &Value, is_null: fn(&Value) -> bool| list.as_array().is_some_and(|all| all.iter().any(is_null));
    has_null(&schema["type"], |kind| kind == "null") || has_null(&schema["oneOf"], is_null)
}

/// Merges the parts of objects that the code composes.
fn flatten(schema: &mut Value, named: &Map<String, Value>) {
    each(schema, &mut |schema| {
        let Some(parts) = schema["allOf"].as_array().cloned() else { return };
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for part in parts {
            let mut part = name_of(&part).and_then(|name| named.get(name).cloned()).unwrap_or(part);
            flatten(&mut part, named);
            properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
            required.extend(part["required"].as_array().cloned().unwrap_or_default());
        }
        let description = schema.get("description").cloned();
        *schema = json!({"type": "object", "properties": properties, "required": required});
        if let Some(description) = description {
            schema["description"] = description;
        }
    });
}

/// Removes `View`, which distinguishes a view from its entity in the code, from the names.
fn rename(document: &mut Value) {
    let renamed = |name: &str| name.replace("View", "");
    each(document, &mut |value| {
        if let Some(name) = name_of(value) {
            value["$ref"] = json!(format!("{PREFIX}{}", renamed(name)));
        }
    });
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        *schemas = std::mem::take(schemas).into_iter().map(|(name, schema)| (renamed(&name), schema)).collect();
    }
}

/// Removes schemas that were only parts of others.
fn remove_unused(document: &mut Value) {
    let of = |place: &str| used_by(&document[place], &document["components"]["schemas"]);
    let used = &of("paths") | &of("x-websocket");
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// Names of the schemas that a part of the document refers to, and those refer to.
pub fn used_by(part: &Value, schemas: &Value) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    collect(part, schemas, &mut used);
    used
}

fn collect(value: &Value, schemas: &Value, used: &mut BTreeSet<String>) {
    if let Some(name) = name_of(value)
        && used.insert(name.to_owned())
    {
        collect(&schemas[name], schemas, used);
    }
    match value {
        Value::Object(fields) => fields.values().for_each(|value| collect(value, schemas, used)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, schemas, used)),
        _ => {}
    }
}

/// Applies `change` to a value and everything in it, the outermost last.
pub fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| each(value, change)),
        Value::Array(items) => items.iter_mut().for_each(|value| each(value, change)),
        _ => {}
    }
    if value.is_object() {
        change(value);
    }
}
