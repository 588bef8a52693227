//! Events as API Gateway sends them to a function, in the formats that AWS documents: payload 2.0 of HTTP APIs, and
//! WebSocket APIs with proxy integration.

use serde_json::{Value, json};

const API: &str = "abcdefghij";
const TIME: &str = "12/Mar/2026:19:03:58 +0000";
const TIME_EPOCH: u64 = 1_773_342_238_000;

/// A request to the HTTP API with this access token.
pub fn request(method: &str, path: &str, token: &str, body: Option<&Value>) -> Value {
    let host = format!("{API}.execute-api.us-east-1.amazonaws.com");
    let mut event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate, br",
            "authorization": format!("Bearer {token}"),
            "content-type": "application/json",
            "host": host,
            "origin": "https://example.com",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": API,
            "domainName": host,
            "domainPrefix": API,
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": TIME,
            "timeEpoch": TIME_EPOCH,
        },
        "isBase64Encoded": false,
    });
    if let Some(body) = body {
        event["body"] = body.to_string().into();
    }
    event
}

/// The `$connect` event of a client with this access token.
pub fn connect(token: &str) -> Value {
    json!({
        "headers": {"Host": format!("{API}.execute-api.us-east-1.amazonaws.com")},
        "multiValueHeaders": {"Host": [format!("{API}.execute-api.us-east-1.amazonaws.com")]},
        "queryStringParameters": {"token": token},
        "multiValueQueryStringParameters": {"token": [token]},
        "requestContext": context("$connect", "CONNECT"),
        "isBase64Encoded": false,
    })
}

/// The event of a frame sent by the connected client.
pub fn frame(body: &Value) -> Value {
    json!({
        "requestContext": context("$default", "MESSAGE"),
        "body": body.to_string(),
        "isBase64Encoded": false,
    })
}

fn context(route: &str, kind: &str) -> Value {
    json!({
        "routeKey": route,
        "eventType": kind,
        "messageDirection": "IN",
        "connectionId": "L0SM9cOFvHcCIhw=",
        "connectedAt": TIME_EPOCH,
        "domainName": format!("{API}.execute-api.us-east-1.amazonaws.com"),
        "stage": "v1",
        "apiId": API,
        "requestId": "JKJaXmPLvHcESHA=",
        "extendedRequestId": "JKJaXmPLvHcESHA=",
        "requestTime": TIME,
        "requestTimeEpoch": TIME_EPOCH,
        "identity": {"sourceIp": "192.0.2.1", "userAgent": "Mozilla/5.0"},
    })
}
