//! Transport over the network.

use std::time::Duration;

use reqwest::{Client, Url};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Error};

use crate::transport::{OpenError, Request, Response, Transport, Unreachable};

/// Longest wait for an answer. API Gateway ends a function's invocation after 30 s, so no answer can come later.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Reaches a system over the network.
#[derive(Clone, Debug)]
pub struct Network {
    client: Client,
    base_url: String,
    websocket_url: Option<String>,
}

impl Network {
    /// Targets the system with the HTTP API at `base_url`, such as `http://localhost:8000`.
    pub fn new(base_url: &Url) -> Self {
        let base_url = base_url.as_str().trim_end_matches('/').to_owned();
        #[expect(clippy::disallowed_methods, reason = "each request has its own timeout")]
        let client = Client::new();
        Self { client, base_url, websocket_url: None }
    }

    /// Connects to this address instead of the one that the system returns: behind a proxy or an emulator, which the
    /// system can't know.
    #[must_use]
    pub fn with_websocket_url(self, url: &Url) -> Self {
        Self { websocket_url: Some(url.to_string()), ..self }
    }
}

impl Transport for Network {
    type Stream = MaybeTlsStream<TcpStream>;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        let url = format!("{}{}", self.base_url, request.path);
        let mut builder = self.client.request(request.method, url).timeout(REQUEST_TIMEOUT);
        if let Some(token) = &request.token {
            builder = builder.bearer_auth(token);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let unreachable = |error: reqwest::Error| Unreachable(error.without_url().to_string());
        let response = builder.send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(unreachable)?;
        Ok(Response { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    async fn open(&self, url: &str) -> Result<WebSocketStream<Self::Stream>, OpenError> {
        let url = match (&self.websocket_url, url.split_once('?')) {
            (Some(address), Some((_, query))) => format!("{address}?{query}"),
            _ => url.to_owned(),
        };
        let opened = timeout(REQUEST_TIMEOUT, connect_async(url)).await;
        match opened.map_err(|_| Unreachable("the handshake took too long".to_owned()))? {
            Ok((stream, _)) => Ok(stream),
            Err(Error::Http(response)) => Err(OpenError::Refused(response.status().as_u16())),
            Err(error) => Err(Unreachable(error.to_string()).into()),
        }
    }
}
