//! The rules of an input's fields, recorded while it is read, so that its description can't differ from what is accepted.
//! Without the feature `openapi` nothing is recorded.

use serde::Serialize;
use serde_json::Value;

#[cfg(feature = "openapi")]
pub(super) use recorded::Rules;
#[cfg(not(feature = "openapi"))]
pub(super) use unrecorded::Rules;

/// JSON Schema of a kind of field, without the rules of one.
type Kind = fn() -> Value;

#[cfg(feature = "openapi")]
mod recorded {
    use serde_json::{Map, json};

    use super::{Kind, Serialize, Value};

    /// The rules so far; `None` unless they are asked for.
    #[derive(Clone, Debug, Default)]
    pub struct Rules(Option<Vec<Rule>>);

    #[derive(Clone, Debug)]
    struct Rule {
        field: &'static str,
        schema: Map<String, Value>,
        is_required: bool,
    }

    impl Rules {
        pub fn recording() -> Self {
            Self(Some(Vec::new()))
        }

        pub fn are_recorded(&self) -> bool {
            self.0.is_some()
        }

        pub fn declare(&mut self, field: &'static str, kind: Kind) {
            if let Some(rules) = &mut self.0
                && let Value::Object(schema) = kind()
                && rules.iter().all(|rule| rule.field != field)
            {
                rules.push(Rule { field, schema, is_required: false });
            }
        }

        pub fn set(&mut self, field: &str, keyword: &str, value: impl Serialize) {
            if let Some(rule) = self.rule(field) {
                rule.schema.insert(keyword.into(), json!(value));
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
            if let Some(rule) = self.rule(field)
                && let Some(Value::String(kind)) = rule.schema.get("type")
            {
                let kinds = json!([kind, "null"]);
                rule.schema.insert("type".into(), kinds);
            }
        }

        pub fn require(&mut self, field: &str, is_required: bool) {
            if let Some(rule) = self.rule(field) {
                rule.is_required = is_required;
            }
        }

        fn rule(&mut self, field: &str) -> Option<&mut Rule> {
            self.0.as_mut()?.iter_mut().find(|rule| rule.field == field)
        }

        /// JSON Schema of an object with these fields.
        pub fn into_schema(self) -> Value {
            let rules = self.0.unwrap_or_default();
            let required: Vec<_> = rules.iter().filter(|rule| rule.is_required).map(|rule| rule.field).collect();
            let properties: Map<String, Value> =
                rules.into_iter().map(|rule| (rule.field.into(), rule.schema.into())).collect();
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
    use super::{Kind, Serialize, Value};

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

        pub fn declare(self, _field: &'static str, _kind: Kind) {}

        pub fn set(self, _field: &str, _keyword: &str, _value: impl Serialize) {}

        pub fn default(self, _field: &str, _value: impl Serialize) {}

        pub fn allow_null(self, _field: &str) {}

        pub fn require(self, _field: &str, _is_required: bool) {}
    }
}
