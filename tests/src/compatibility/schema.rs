//! Comparison of schemas: everything that one side writes, the other must understand.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Break, entries, items};

/// Lower bounds.
const LOWER_BOUNDS: [&str; 5] = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/// Upper bounds.
const UPPER_BOUNDS: [&str; 6] =
    ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "x-max-bytes"];
/// Rules that can only stay as they are, or go.
const SAME: [&str; 5] = ["pattern", "format", "multipleOf", "uniqueItems", "propertyNames"];

/// The side that writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// The client, to the system after the change.
    Input,
    /// The system after the change, to a client of before.
    Output,
}

/// A comparison of two documents, with the breaks so far.
#[derive(Clone)]
pub(super) struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    /// Named schemas that were compared.
    compared: BTreeSet<(String, String, Direction)>,
    pub found: BTreeSet<Break>,
}

impl<'a> Comparison<'a> {
    pub fn new(old: &'a Value, new: &'a Value) -> Self {
        Self { old, new, compared: BTreeSet::new(), found: BTreeSet::new() }
    }

    pub fn report(&mut self, place: &str, change: &str) {
        self.found.insert(Break { place: place.to_owned(), change: change.to_owned() });
    }

    pub fn resolved_old<'v>(&self, value: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        resolved(self.old, value)
    }

    pub fn resolved_new<'v>(&self, value: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        resolved(self.new, value)
    }

    /// Compares a schema with its later form.
    pub fn compare(&mut self, place: &str, old: &Value, new: &Value, direction: Direction) {
        let place = name(old).unwrap_or(place);
        if let (Some(before), Some(after)) = (name(old), name(new))
            && !self.compared.insert((before.to_owned(), after.to_owned(), direction))
        {
            return;
        }
        let (old, new) = (self.resolved_old(old).clone(), self.resolved_new(new).clone());
        if has_alternatives(&old) || has_alternatives(&new) {
            return self.compare_alternatives(place, &old, &new, direction);
        }
        let (writer, reader) = if direction == Direction::Input { (&old, &new) } else { (&new, &old) };
        for change in misfits(writer, reader, direction) {
            self.report(place, &change);
        }
        self.compare_fields(place, &old, &new, direction);
        self.compare_elements(place, &old, &new, direction);
    }

    fn compare_fields(&mut self, place: &str, old: &Value, new: &Value, direction: Direction) {
        for (field, schema) in entries(&old["properties"]) {
            let place = format!("{place}.{field}");
            match new["properties"].get(field) {
                Some(later) => self.compare(&place, schema, later, direction),
                None => self.report(&place, "is removed"),
            }
        }
        let (writer, reader, change) = match direction {
            Direction::Input => (old, new, "is required now"),
            Direction::Output => (new, old, "may be absent now"),
        };
        let removed = |field: &Value| field.as_str().is_some_and(|field| new["properties"].get(field).is_none());
        for field in items(&reader["required"]).filter(|field| !removed(field)) {
            if !items(&writer["required"]).any(|given| given == field) {
                self.report(&format!("{place}.{}", field.as_str().unwrap_or_default()), change);
            }
        }
    }

    /// Compares elements of lists and values of maps.
    fn compare_elements(&mut self, place: &str, old: &Value, new: &Value, direction: Direction) {
        for (keyword, suffix) in [("items", "[]"), ("additionalProperties", "{}")] {
            let place = format!("{place}{suffix}");
            let (before, after) = (old.get(keyword), new.get(keyword));
            let (writer, reader) = if direction == Direction::Input { (before, after) } else { (after, before) };
            match (before, after) {
                (Some(before @ Value::Object(_)), Some(after @ Value::Object(_))) => {
                    self.compare(&place, before, after, direction);
                }
                _ if reader.is_some_and(|reader| *reader != Value::Bool(true)) && writer != reader => {
                    self.report(&place, "are restricted in another way");
                }
                _ => {}
            }
        }
    }

    /// Each alternative of the writer must fit one of the reader.
    fn compare_alternatives(&mut self, place: &str, old: &Value, new: &Value, direction: Direction) {
        let (before, after) = (alternatives(old), alternatives(new));
        let (writers, readers) = if direction == Direction::Input { (before, after) } else { (after, before) };
        for writer in writers {
            let compare = |comparison: &mut Self, reader: &Value| match direction {
                Direction::Input => comparison.compare(place, &writer, reader, direction),
                Direction::Output => comparison.compare(place, reader, &writer, direction),
            };
            let tried = readers.iter().map(|reader| {
                let mut trial = Self { found: BTreeSet::new(), ..self.clone() };
                compare(&mut trial, reader);
                (reader, trial)
            });
            // The closest one says what doesn't fit.
            let best = tried.min_by_key(|(reader, trial)| {
                (!trial.found.is_empty(), name(reader) != name(&writer), trial.found.len())
            });
            match best {
                Some((_, trial)) => {
                    self.compared = trial.compared;
                    self.found.extend(trial.found);
                }
                None => self.report(place, "has another type"),
            }
        }
    }
}

fn resolved<'v, 'a: 'v>(document: &'a Value, value: &'v Value) -> &'v Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// Name of the schema that is referred to.
fn name(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn has_alternatives(schema: &Value) -> bool {
    schema.get("oneOf").or(schema.get("anyOf")).is_some()
}

fn alternatives(schema: &Value) -> Vec<Value> {
    let listed = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array);
    listed.cloned().unwrap_or_else(|| vec![schema.clone()])
}

/// Rules of the reader that not everything of the writer obeys.
fn misfits(writer: &Value, reader: &Value, direction: Direction) -> Vec<String> {
    let mut misfits = Vec::new();
    if !has_types(writer, reader) {
        misfits.push("has another type".to_owned());
    }
    if !has_words(writer, reader, direction) {
        misfits.push("has other values".to_owned());
    }
    let is_looser = |keyword: &str, is_tighter: fn(f64, f64) -> bool| {
        let bound = |schema: &Value| schema[keyword].as_f64();
        let is_kept = |least: f64| bound(writer).is_some_and(|own| own == least || is_tighter(own, least));
        // A length from 0 is any length.
        let is_none = |least: f64| least == 0.0 && keyword.starts_with("min") && keyword != "minimum";
        bound(reader).is_some_and(|least| !is_none(least) && !is_kept(least))
    };
    let bounds = LOWER_BOUNDS.into_iter().filter(|keyword| is_looser(keyword, |own, least| own > least));
    let bounds = bounds.chain(UPPER_BOUNDS.into_iter().filter(|keyword| is_looser(keyword, |own, most| own < most)));
    let differs = |keyword: &&str| reader.get(keyword).is_some_and(|rule| writer.get(keyword) != Some(rule));
    let rules = bounds.chain(SAME.into_iter().filter(differs));
    misfits.extend(rules.map(|keyword| format!("has another {keyword}")));
    let media = "x-content-types";
    if reader.get(media).is_some() && !items(&writer[media]).all(|one| items(&reader[media]).any(|it| it == one)) {
        misfits.push(format!("has other {media}"));
    }
    misfits
}

fn has_types(writer: &Value, reader: &Value) -> bool {
    let types = |schema: &Value| match &schema["type"] {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(all) => Some(all.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => None,
    };
    let Some(allowed) = types(reader) else { return true };
    let is_allowed =
        |kind: &String| allowed.contains(kind) || (kind == "integer" && allowed.contains(&"number".into()));
    types(writer).is_some_and(|own| own.iter().all(is_allowed))
}

/// `true` if all values of the writer are the reader's. An answer's enumeration may grow, but not end.
fn has_words(writer: &Value, reader: &Value, direction: Direction) -> bool {
    let words = |schema: &Value| match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(words)), _) => Some(words.clone()),
        (_, Some(word)) => Some(vec![word.clone()]),
        _ => None,
    };
    match (words(writer), words(reader)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(known)) => direction == Direction::Output || own.iter().all(|word| known.contains(word)),
    }
}
