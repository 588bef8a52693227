//! Event that API Gateway's HTTP APIs send to a function for a request: JSON in payload format 2.0.

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use shared::time::Timestamp;

use super::route::Matched;

const ACCOUNT_ID: &str = "000000000000";
const API_ID: &str = "local";

/// Headers of the connection, and headers that the gateway sets itself.
const EXCLUDED_HEADERS: [HeaderName; 7] = [
    header::CONNECTION,
    header::COOKIE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// A request to be sent to a function.
pub(super) struct Call<'a> {
    pub id: &'a str,
    pub parts: &'a Parts,
    /// Decoded path.
    pub path: &'a str,
    pub body: &'a [u8],
    pub client: IpAddr,
    pub route: Matched<'a>,
}

impl Call<'_> {
    /// Builds the event.
    pub fn event(&self) -> Value {
        let headers = &self.parts.headers;
        let mut event = json!({
            "version": "2.0",
            "routeKey": self.route.key,
            "rawPath": self.path,
            "rawQueryString": self.parts.uri.query().unwrap_or_default(),
            "headers": self.headers(),
            "requestContext": self.context(),
            "isBase64Encoded": false,
        });
        // The gateway omits fields that a request doesn't have.
        let cookies: Vec<_> = headers.get_all(header::COOKIE).iter().map(text).collect();
        if !cookies.is_empty() {
            event["cookies"] = cookies.iter().flat_map(|line| line.split(';')).map(|cookie| cookie.trim()).collect();
        }
        if let Some(query) = self.parts.uri.query().filter(|query| !query.is_empty()) {
            event["queryStringParameters"] = join_values(form_urlencoded::parse(query.as_bytes()));
        }
        if !self.route.parameters.is_empty() {
            event["pathParameters"] = Value::Object(self.route.parameters.clone());
        }
        if !self.body.is_empty() {
            let as_text = if is_text(headers) { str::from_utf8(self.body).ok() } else { None };
            event["isBase64Encoded"] = as_text.is_none().into();
            event["body"] = as_text.map_or_else(|| STANDARD.encode(self.body), str::to_owned).into();
        }
        event
    }

    fn headers(&self) -> Value {
        let headers = &self.parts.headers;
        let forwarded = headers.iter().filter(|(name, _)| !EXCLUDED_HEADERS.contains(name));
        let mut map = join_values(forwarded.map(|(name, value)| (name.as_str(), text(value))));
        let client = self.client.to_string();
        let forwarded = match map["x-forwarded-for"].as_str() {
            Some(earlier) => format!("{earlier}, {client}"),
            None => client,
        };
        map["x-forwarded-for"] = forwarded.into();
        map["x-forwarded-proto"] = "http".into();
        map["x-forwarded-port"] = self.host().rsplit_once(':').map_or("80", |(_, port)| port).into();
        map
    }

    fn context(&self) -> Value {
        let now = Timestamp::now();
        let host = self.host();
        json!({
            "accountId": ACCOUNT_ID,
            "apiId": API_ID,
            "domainName": host,
            "domainPrefix": host.split(['.', ':']).next(),
            "http": {
                "method": self.parts.method.as_str(),
                "path": self.path,
                "protocol": format!("{:?}", self.parts.version),
                "sourceIp": self.client.to_string(),
                "userAgent": self.parts.headers.get(header::USER_AGENT).map(text).unwrap_or_default(),
            },
            "requestId": self.id,
            "routeKey": self.route.key,
            "stage": "$default",
            "time": DateTime::<Utc>::from(now).format("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": now.unix_millis(),
        })
    }

    fn host(&self) -> std::borrow::Cow<'_, str> {
        self.parts.headers.get(header::HOST).map(text).unwrap_or_default()
    }
}

/// Joins repeated values with commas.
fn join_values<N: AsRef<str>, V: AsRef<str>>(pairs: impl Iterator<Item = (N, V)>) -> Value {
    let mut values = BTreeMap::<String, Vec<String>>::new();
    for (name, value) in pairs {
        values.entry(name.as_ref().to_owned()).or_default().push(value.as_ref().to_owned());
    }
    values.into_iter().map(|(name, values)| (name, values.join(",").into())).collect::<Map<_, _>>().into()
}

fn text(value: &axum::http::HeaderValue) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

/// `true` if the gateway passes on a body of this type as text. All others, including forms, are encoded as base64.
fn is_text(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map(text).unwrap_or_default().to_ascii_lowercase();
    ["text/", "application/json", "application/javascript", "application/xml"]
        .iter()
        .any(|kind| content_type.starts_with(kind))
}
