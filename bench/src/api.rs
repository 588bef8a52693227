//! HTTP client of the API that authenticates with a given token.

use reqwest::{Client, Method};
use serde_json::Value;

/// Base URL of the API and a pool of connections to it.
#[derive(Clone, Debug)]
pub struct Api {
    base_url: String,
    client: Client,
}

impl Api {
    /// Targets the API at a base URL such as `http://127.0.0.1:40123`.
    pub fn new(base_url: &str) -> Self {
        Self { base_url: base_url.into(), client: Client::new() }
    }

    /// Calls a path, or an absolute URL such as the `next` of a list.
    ///
    /// # Errors
    /// When there is no answer, or one other than 2xx with JSON.
    pub async fn call(&self, token: &str, method: Method, to: &str, body: Option<&Value>) -> reqwest::Result<Value> {
        let url = if to.starts_with('/') { format!("{}{to}", self.base_url) } else { to.to_owned() };
        let request = self.client.request(method, url);
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        let request = if let Some(body) = body { request.json(body) } else { request };
        request.send().await?.error_for_status()?.json().await
    }

    /// Uploads a file to the URL of an announced upload.
    ///
    /// # Errors
    /// When there is no answer, or one other than 2xx.
    pub async fn upload(&self, announced: &Value, file: Vec<u8>) -> reqwest::Result<()> {
        let header = |name: &str| announced["headers"][name].as_str().unwrap_or_default();
        let request = self.client.put(announced["url"].as_str().unwrap_or_default());
        let request = request.header("content-type", header("content-type")).body(file);
        request.send().await?.error_for_status().map(|_| ())
    }
}
