//! Links: an answer's id, and the operations that take it. Generators of clients and fuzzers follow them from a
//! creating operation to all that can be done with what it made.

use serde_json::{Map, Value, json};

/// Ids in an answer, and where they lead.
struct Source {
    /// Operation whose successful answers have them.
    operation: &'static str,
    /// Parameters of a query or fields of a body, with the expressions of their values. An operation that takes all of
    /// them is linked; the first is also the id in `paths`.
    values: &'static [(&'static str, &'static str)],
    /// Paths whose operations are linked, and all below them.
    paths: &'static [&'static str],
}

const ID: &str = "$response.body#/id";

const SOURCES: &[Source] = &[
    Source { operation: "create_room", values: &[("chat_room_id", ID)], paths: &["/api/chat-rooms/{id}/"] },
    Source { operation: "create_message", values: &[("message_id", ID)], paths: &["/api/messages/{id}/"] },
    Source { operation: "send_room_message", values: &[("message_id", ID)], paths: &["/api/messages/{id}/"] },
    Source {
        operation: "create_agent",
        values: &[("agent_id", ID)],
        paths: &["/api/admin-agents/{id}/", "/api/agents/{id}/"],
    },
    Source { operation: "create_user", values: &[("user_id", ID)], paths: &["/api/users/{id}/"] },
    Source {
        operation: "create_canned_response",
        values: &[("canned_response_id", ID)],
        paths: &["/api/canned-responses/{id}/"],
    },
    Source { operation: "create_article", values: &[("article_id", ID)], paths: &["/api/faq/{id}/"] },
    Source {
        operation: "create_greeting",
        values: &[("greeting_id", ID)],
        paths: &["/api/greetings/{id}/", "/api/chat/greetings/{id}/"],
    },
    Source { operation: "create_block", values: &[("block_id", ID)], paths: &["/api/blocks/{id}/"] },
    Source { operation: "create_webhook", values: &[("webhook_id", ID)], paths: &["/api/webhooks/{id}/"] },
    Source {
        operation: "create_push_subscription",
        values: &[("push_subscription_id", ID)],
        paths: &["/api/push-subscriptions/{id}/"],
    },
    Source {
        operation: "announce_upload",
        values: &[("upload_id", "$response.body#/upload_id"), ("chat_room_id", "$request.body#/chat_room_id")],
        paths: &[],
    },
    Source { operation: "start_chat", values: &[("session_id", "$response.body#/session_id")], paths: &[] },
    Source { operation: "create_token", values: &[("refresh", "$response.body#/refresh")], paths: &[] },
];

/// Adds the links to the answers of all sources.
pub fn add(document: &mut Value) {
    let described = document.clone();
    for source in SOURCES {
        let links = links(source, &described);
        for operation in operations_mut(document).filter(|operation| operation["operationId"] == source.operation) {
            let answers = operation["responses"].as_object_mut().into_iter().flatten();
            for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
                answer["links"] = Value::Object(links.clone());
            }
        }
    }
}

/// The links of a source, by the names of the operations that they lead to.
fn links(source: &Source, document: &Value) -> Map<String, Value> {
    let roles = |operation: &Value| operation["x-roles"].as_array().cloned().unwrap_or_default();
    let made_by = operations(document).find(|(_, operation)| operation["operationId"] == source.operation);
    let makers = made_by.map(|(_, operation)| roles(operation)).unwrap_or_default();
    let mut links = Map::new();
    // What others than its maker may do with it is no use to the maker.
    let open = |operation: &Value| roles(operation).iter().any(|role| makers.contains(role));
    for (path, operation) in operations(document).filter(|(_, operation)| open(operation)) {
        let Some(mut link) = link(source, path, operation, &document["components"]["schemas"]) else { continue };
        if let Some(name) = operation["operationId"].as_str() {
            link["operationId"] = json!(name);
            links.insert(name.to_owned(), link);
        }
    }
    links
}

fn link(source: &Source, path: &str, operation: &Value, schemas: &Value) -> Option<Value> {
    if source.paths.iter().any(|under| path.starts_with(under)) {
        let (_, expression) = source.values.first()?;
        return Some(json!({"parameters": {"id": expression}}));
    }
    let takes_all = |takes: &dyn Fn(&str) -> bool| source.values.iter().all(|(name, _)| takes(name));
    let values: Map<String, Value> = source.values.iter().map(|(name, value)| ((*name).into(), json!(value))).collect();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    if takes_all(&|name| parameters.clone().any(|parameter| parameter["in"] == "query" && parameter["name"] == name)) {
        return Some(json!({"parameters": values}));
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let fields = super::schemas::name_of(body).map(|name| &schemas[name]["properties"])?;
    takes_all(&|name| fields.get(name).is_some()).then(|| json!({"requestBody": values}))
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(_, operation)| (path, operation)))
}

fn operations_mut(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    paths.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten().map(|(_, operation)| operation))
}
