//! The rules of an input's fields, recorded while it is read, so that its description can't differ from what is
//! accepted. Without the feature `openapi` nothing is recorded.

use serde::Serialize;
use serde_json::Value;

#[cfg(feature = "openapi")]
pub(super) use recorded::Rules;
#[cfg(not(feature = "openapi"))]
pub(super) use unrecorded::Rules;

#[cfg(feature = "openapi")]
mod recorded {
    use std::collections::BTreeSet;

    use serde_json::{Map, json};

    use super::{Serialize, Value};

    /// The rules so far; `None` unless they are asked for.
    #[derive(Clone, Debug, Default)]
    pub struct Rules(Option<Recorded>);

    #[derive(Clone, Debug, Default)]
    struct Recorded {
        /// JSON Schema of each field, in the order in which they are read.
        fields: Vec<(&'static str, Map<String, Value>)>,
        required: BTreeSet<&'static str>,
    }

    impl Rules {
        pub fn recording() -> Self {
            Self(Some(Recorded::default()))
        }

        pub fn are_recorded(&self) -> bool {
            self.0.is_some()
        }

        /// Adds a field, by the JSON Schema of its kind.
        pub fn declare(&mut self, field: &'static str, kind: impl FnOnce() -> Value) {
            if let Some(recorded) = &mut self.0
                && let Value::Object(schema) = kind()
                && recorded.fields.iter().all(|(name, _)| *name != field)
            {
                recorded.fields.push((field, schema));
            }
        }

        pub fn set(&mut self, field: &str, keyword: &str, value: impl Serialize) {
            if let Some(schema) = self.schema(field) {
                schema.insert(keyword.into(), json!(value));
            }
        }

        /// Records a rule for the elements of a list.
        pub fn set_items(&mut self, field: &str, keyword: &str, value: impl Serialize) {
            if let Some(Value::Object(items)) = self.schema(field).and_then(|schema| schema.get_mut("items")) {
                items.insert(keyword.into(), json!(value));
            }
        }

        /// Records a default, except empty text, which says nothing and need not be of the field's format.
        pub fn default(&mut self, field: &str, value: impl Serialize) {
            let value = json!(value);
            if value != "" {
                self.set(field, "default", value);
            }
        }

        pub fn allow_null(&mut self, field: &str) {
            if let Some(schema) = self.schema(field)
                && let Some(Value::String(kind)) = schema.get("type")
            {
                let kinds = json!([kind, "null"]);
                schema.insert("type".into(), kinds);
            }
        }

        pub fn require(&mut self, field: &'static str, is_required: bool) {
            if let Some(recorded) = &mut self.0 {
                match is_required {
                    true => drop(recorded.required.insert(field)),
                    false => drop(recorded.required.remove(field)),
                }
            }
        }

        fn schema(&mut self, field: &str) -> Option<&mut Map<String, Value>> {
            self.0.as_mut()?.fields.iter_mut().find(|(name, _)| *name == field).map(|(_, schema)| schema)
        }

        /// JSON Schema of an object with these fields.
        pub fn into_schema(self) -> Value {
            let Recorded { fields, required } = self.0.unwrap_or_default();
            let properties: Map<String, Value> =
                fields.into_iter().map(|(name, schema)| (name.into(), schema.into())).collect();
            let mut schema = json!({"type": "object", "properties": properties});
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            schema
        }
    }
}

#[cfg(not(feature = "openapi"))]
mod unrecorded {
    use super::{Serialize, Value};

    /// No rules.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Rules;

    impl Rules {
        pub fn recording() -> Self {
            Self
        }

        pub fn are_recorded(self) -> bool {
            false
        }

        pub fn into_schema(self) -> Value {
            Value::Null
        }

        pub fn declare(self, _field: &'static str, _kind: impl FnOnce() -> Value) {}

        pub fn set(self, _field: &str, _keyword: &str, _value: impl Serialize) {}

        pub fn set_items(self, _field: &str, _keyword: &str, _value: impl Serialize) {}

        pub fn default(self, _field: &str, _value: impl Serialize) {}

        pub fn allow_null(self, _field: &str) {}

        pub fn require(self, _field: &'static str, _is_required: bool) {}
    }
}
