//! Conversion of a function's response into a response to the client.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

/// Headers of the connection to the client, which functions don't control.
const EXCLUDED_HEADERS: [HeaderName; 4] =
    [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::UPGRADE];

/// Malformed response of a function, with the reason.
#[derive(Debug, thiserror::Error)]
#[error("the answer is no response: {0}")]
pub(super) struct Malformed(String);

impl Malformed {
    fn because(error: impl ToString) -> Self {
        Self(error.to_string())
    }
}

/// Response in payload format 2.0.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FunctionResponse {
    status_code: u16,
    headers: Option<BTreeMap<String, Value>>,
    multi_value_headers: Option<BTreeMap<String, Vec<Value>>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

/// Builds the response to the client. JSON without a `statusCode` becomes the body of a 200, as with the real gateway.
pub(super) fn response(payload: &[u8]) -> Result<Response<Body>, Malformed> {
    let value: Value = serde_json::from_slice(payload).map_err(Malformed::because)?;
    if value.get("statusCode").is_none() {
        let mut response = Response::new(Body::from(payload.to_vec()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        return Ok(response);
    }
    let answer: FunctionResponse = serde_json::from_value(value).map_err(Malformed::because)?;
    let status = StatusCode::from_u16(answer.status_code).ok().filter(|status| !status.is_informational());
    let headers = answer.headers()?;
    let body = match (answer.body, answer.is_base64_encoded) {
        (None, _) => Body::empty(),
        (Some(body), Some(true)) => STANDARD.decode(body).map_err(Malformed::because)?.into(),
        (Some(body), _) => body.into(),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status.ok_or_else(|| Malformed(format!("{} is no status", answer.status_code)))?;
    *response.headers_mut() = headers;
    Ok(response)
}

impl FunctionResponse {
    fn headers(&self) -> Result<HeaderMap, Malformed> {
        let mut headers = HeaderMap::new();
        let single = self.headers.iter().flatten();
        let multiple = self.multi_value_headers.iter().flatten();
        let multiple = multiple.flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        for (name, value) in single.chain(multiple) {
            let name = HeaderName::try_from(name).map_err(Malformed::because)?;
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if !EXCLUDED_HEADERS.contains(&name) {
                headers.append(name, HeaderValue::try_from(value).map_err(Malformed::because)?);
            }
        }
        for cookie in self.cookies.iter().flatten() {
            headers.append(header::SET_COOKIE, HeaderValue::try_from(cookie).map_err(Malformed::because)?);
        }
        Ok(headers)
    }
}
