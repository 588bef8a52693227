//! Events that API Gateway sends to a Lambda function: JSON in the format that AWS documents for WebSocket APIs with
//! proxy integration.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use shared::{random::bytes, time::Timestamp};
use uuid::Uuid;

use super::socket::Close;

const API_ID: &str = "local";
const STAGE: &str = "local";

/// The template defines no routes by action, so every frame takes the default route.
const ROUTE: &str = "$default";

/// Data common to all events of one connection.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub connection_id: String,
    pub connected_at: Timestamp,
    /// `Host` header of the handshake.
    pub domain: String,
    pub source_ip: String,
    pub user_agent: Option<String>,
}

/// Id of a new connection. Ids sort by time of connection, so that an event is posted to several connections in a
/// reproducible order.
pub(super) fn connection_id() -> String {
    Uuid::now_v7().simple().to_string()
}

/// Random id in the format of API Gateway's request and message ids, such as `L0SM9cOFvHcCIhw=`.
pub(super) fn random_id() -> String {
    URL_SAFE.encode(bytes::<11>())
}

/// `$connect` event.
pub(super) fn connect(origin: &Origin, request_id: &str, headers: &HeaderMap, query: Option<&str>) -> Value {
    let (last, all) = values(headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))));
    let mut event = json!({
        "headers": last,
        "multiValueHeaders": all,
        "requestContext": context(origin, request_id, "$connect", "CONNECT", json!({})),
        "isBase64Encoded": false,
    });
    // The gateway omits these fields if there is no query.
    if let Some(query) = query.filter(|query| !query.is_empty()) {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let (last, all) = values(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
        event["queryStringParameters"] = last;
        event["multiValueQueryStringParameters"] = all;
    }
    event
}

/// Event of a message from the client.
pub(super) fn message(origin: &Origin, request_id: &str, body: &str) -> Value {
    let extra = json!({ "messageId": random_id() });
    json!({
        "requestContext": context(origin, request_id, ROUTE, "MESSAGE", extra),
        "body": body,
        "isBase64Encoded": false,
    })
}

/// `$disconnect` event.
pub(super) fn disconnect(origin: &Origin, request_id: &str, close: &Close) -> Value {
    let extra = json!({ "disconnectStatusCode": close.code(), "disconnectReason": close.reason() });
    json!({
        "headers": { "Host": origin.domain },
        "multiValueHeaders": { "Host": [origin.domain] },
        "requestContext": context(origin, request_id, "$disconnect", "DISCONNECT", extra),
        "isBase64Encoded": false,
    })
}

fn context(origin: &Origin, request_id: &str, route: &str, kind: &str, extra: Value) -> Value {
    let now = Timestamp::now();
    let mut context = json!({
        "routeKey": route,
        "eventType": kind,
        "messageDirection": "IN",
        "connectionId": origin.connection_id,
        "connectedAt": origin.connected_at.unix_millis(),
        "domainName": origin.domain,
        "stage": STAGE,
        "apiId": API_ID,
        "requestId": request_id,
        "extendedRequestId": request_id,
        "requestTime": DateTime::<Utc>::from(now).format("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "requestTimeEpoch": now.unix_millis(),
        "identity": { "sourceIp": origin.source_ip, "userAgent": origin.user_agent },
    });
    if let (Value::Object(context), Value::Object(extra)) = (&mut context, extra) {
        context.extend(extra);
    }
    context
}

/// The gateway's two representations of repeatable values: the last one, and all of them.
fn values<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> (Value, Value) {
    let (mut last, mut all) = (Map::new(), Map::new());
    for (name, value) in pairs {
        last.insert(name.to_owned(), value.into());
        match all.get_mut(name) {
            Some(Value::Array(values)) => values.push(value.into()),
            _ => drop(all.insert(name.to_owned(), json!([value]))),
        }
    }
    (last.into(), all.into())
}

#[cfg(test)]
mod tests {
    use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn origin() -> Origin {
        Origin {
            connection_id: connection_id(),
            connected_at: Timestamp::now(),
            domain: "localhost:8000".to_owned(),
            source_ip: "127.0.0.1".to_owned(),
            user_agent: None,
        }
    }

    #[test]
    fn a_connect_event_parses_as_lambdas_type() -> Outcome {
        let headers = HeaderMap::from_iter([(axum::http::header::ORIGIN, "http://localhost".parse()?)]);
        let event = connect(&origin(), "r", &headers, Some("token=a%3Db&x=1&x=2"));
        let event: ApiGatewayWebsocketProxyRequest = serde_json::from_value(event)?;
        assert_eq!(event.query_string_parameters.first("token"), Some("a=b"));
        assert_eq!(event.multi_value_query_string_parameters.all("x"), Some(vec!["1", "2"]));
        assert_eq!(event.headers["origin"], "http://localhost");
        assert_eq!(event.request_context.event_type.as_deref(), Some("CONNECT"));
        assert_eq!(event.request_context.identity.source_ip.as_deref(), Some("127.0.0.1"));
        Ok(())
    }

    #[test]
    fn message_and_disconnect_events_parse_as_lambdas_type() -> Outcome {
        let event: ApiGatewayWebsocketProxyRequest = serde_json::from_value(message(&origin(), "r", "not JSON"))?;
        assert_eq!(event.body.as_deref(), Some("not JSON"));
        assert_eq!(event.request_context.route_key.as_deref(), Some("$default"));
        assert!(event.request_context.message_id.is_some());
        let event: ApiGatewayWebsocketProxyRequest =
            serde_json::from_value(disconnect(&origin(), "r", &Close::going_away("bye")))?;
        assert_eq!(event.request_context.disconnect_status_code, Some(1001));
        assert_eq!(event.request_context.event_type.as_deref(), Some("DISCONNECT"));
        Ok(())
    }
}
