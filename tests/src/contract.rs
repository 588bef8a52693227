//! The committed document as the judge of every answer and every frame: whatever a test is about, a status, a frame or
//! a field that the document doesn't have fails it.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::Answer;

/// Committed, rather than made by the code: so a field that is gone is missed.
const DOCUMENT: &str = include_str!("../../docs/openapi.json");

static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::of(serde_json::from_str(DOCUMENT).expect("docs/openapi.json is JSON")));

/// The document, with the validators that were needed so far.
struct Contract {
    document: Value,
    components: Value,
    /// The components, without properties that they don't name.
    closed: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Must be an answer that the document has.
///
/// # Panics
/// If it isn't.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    if let Err(deviation) = CONTRACT.deviation(method, path, answer) {
        panic!("{method} {path} answers {} {}, but {deviation}", answer.status, answer.text);
    }
}

/// Must be a frame that the document has.
///
/// # Panics
/// If it isn't.
#[track_caller]
pub fn check_frame(frame: &Value) {
    if let Err(deviation) = CONTRACT.deviation_of_frame(frame) {
        panic!("the server sends {frame}, but {deviation}");
    }
}

/// Deviation of a client's frame from the document, which says less than the server accepts: fields may be added.
pub(crate) fn deviation_of_action(frame: &Value) -> Option<String> {
    let Some(schema) = CONTRACT.frame("client", "action", frame) else {
        return Some("the document has no such action".into());
    };
    CONTRACT.conforms(schema, frame, false).err()
}

impl Contract {
    fn of(document: Value) -> Self {
        let components = document["components"].clone();
        let mut closed = components.clone();
        close(&mut closed);
        Self { document, components, closed, validators: Mutex::default() }
    }

    /// Schema of a frame in the document.
    fn frame(&self, direction: &str, key: &str, frame: &Value) -> Option<&Value> {
        let frames = self.document["x-websocket"][direction].as_array()?;
        frames.iter().find(|described| described[key] == frame[key]).map(|described| &described["schema"])
    }

    fn deviation_of_frame(&self, frame: &Value) -> Result<(), String> {
        let schema = self.frame("server", "type", frame).ok_or("the document has no such frame")?;
        self.conforms(schema, frame, true)
    }

    fn deviation(&self, method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
        let pages = ["/api/schema", "/api/docs"];
        if !path.starts_with("/api/") || pages.contains(&path.trim_end_matches('/')) || method == Method::OPTIONS {
            return Ok(());
        }
        let Some(item) = self.item(path) else {
            return (answer.status == 404).then_some(()).ok_or_else(|| "the document has no such path".into());
        };
        let operation = &item[method.as_str().to_lowercase()];
        if operation.is_null() {
            return (answer.status == 405).then_some(()).ok_or_else(|| "the document has no such method".into());
        }
        let response = self.resolved(&operation["responses"][answer.status.to_string()]);
        if response.is_null() {
            return Err("the document has no such status".into());
        }
        let content_type = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
        if response["content"].is_null() {
            return answer.text.is_empty().then_some(()).ok_or_else(|| "the document has no body".into());
        }
        let content = &response["content"][&content_type];
        if content.is_null() {
            return Err(format!("the document has no {content_type}"));
        }
        if content_type != "application/json" {
            return Ok(());
        }
        self.conforms(&content["schema"], &answer.json, true)
    }

    fn conforms(&self, schema: &Value, value: &Value, is_closed: bool) -> Result<(), String> {
        let validator = self.validator(schema, is_closed);
        let errors: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
    }

    /// The document's entry for a path: of several that match, the one with fewer variables.
    fn item(&self, path: &str) -> Option<&Value> {
        let parts = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
        let wanted = parts(path);
        let is_variable = |part: &String| part.starts_with('{');
        let matches = |template: &Vec<String>| {
            let pairs = template.iter().zip(&wanted);
            template.len() == wanted.len() && pairs.into_iter().all(|(part, own)| is_variable(part) || part == own)
        };
        let paths = self.document["paths"].as_object()?.iter();
        let found = paths.map(|(path, item)| (parts(path), item)).filter(|(template, _)| matches(template));
        found.min_by_key(|(template, _)| template.iter().filter(|part| is_variable(part)).count()).map(|(_, item)| item)
    }

    fn resolved<'a>(&'a self, response: &'a Value) -> &'a Value {
        let reference = response["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(response)
    }

    fn validator(&self, schema: &Value, is_closed: bool) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let made = validators.entry(format!("{is_closed} {schema}")).or_insert_with(|| {
            let mut schema = schema.clone();
            let components = if is_closed { &self.closed } else { &self.components };
            if is_closed {
                close(&mut schema);
            }
            let whole = json!({"allOf": [schema], "components": components});
            let validator = jsonschema::options().should_validate_formats(true).build(&whole);
            Arc::new(validator.unwrap_or_else(|error| panic!("{error}")))
        });
        made.clone()
    }
}

/// Refuses properties that a schema doesn't name: clients must allow them, our own answers shouldn't have them.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("properties").is_some_and(Value::is_object)
                && fields.get("type").is_some_and(|kind| kind == "object")
            {
                fields.insert("additionalProperties".into(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
