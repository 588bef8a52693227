//! Client of Lambda's Invoke API.

use std::error::Error;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode, header};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::LambdaEndpoint;
use crate::error::root_cause;

/// Maximum size of an event, and of a response, in bytes: Lambda's quota for synchronous invocations.
const PAYLOAD_LIMIT: usize = 6 * 1024 * 1024;

/// Header that marks a response as an error of the function.
const FUNCTION_ERROR: &str = "x-amz-function-error";

/// Functions behind an endpoint. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Functions {
    client: Client<HttpConnector, Body>,
    endpoint: LambdaEndpoint,
}

/// Failure of an invocation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvokeError {
    #[error("nothing answers at {endpoint} ({cause}); is `cargo lambda watch` running?")]
    Unreachable { endpoint: LambdaEndpoint, cause: String },
    #[error("the invocation was refused with {status}: {text}")]
    Refused { status: StatusCode, text: String },
    #[error("the function failed: {0}")]
    Function(String),
    #[error("the {what} has more than {PAYLOAD_LIMIT} bytes")]
    TooLarge { what: &'static str },
}

impl Functions {
    /// Targets the functions at an endpoint, which needn't be up yet.
    pub fn new(endpoint: LambdaEndpoint) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).build(connector), endpoint }
    }

    /// Sends an event to a function and waits for its response, without a timeout.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Bytes, InvokeError> {
        let event = event.to_string();
        if event.len() > PAYLOAD_LIMIT {
            return Err(InvokeError::TooLarge { what: "event" });
        }
        let unreachable =
            |error: &dyn Error| InvokeError::Unreachable { endpoint: self.endpoint.clone(), cause: root_cause(error) };
        let request = Request::post(self.endpoint.invocations(function))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(event))
            .map_err(|error| unreachable(&error))?;
        let response = self.client.request(request).await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        let failed = response.headers().contains_key(FUNCTION_ERROR);
        let answer = to_bytes(Body::new(response.into_body()), PAYLOAD_LIMIT)
            .await
            .map_err(|_| InvokeError::TooLarge { what: "answer" })?;
        match status {
            _ if failed => Err(InvokeError::Function(excerpt(&answer))),
            StatusCode::OK => Ok(answer),
            _ => Err(InvokeError::Refused { status, text: excerpt(&answer) }),
        }
    }
}

/// Beginning of a response, for the log.
fn excerpt(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).chars().take(500).collect()
}
