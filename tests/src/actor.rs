//! Somebody who calls the system.

use futures_util::future::BoxFuture;
use reqwest::{Client, Method, RequestBuilder, Url, header};
use serde_json::Value;

use crate::{Answer, DEADLINE, Socket, contract};

/// Everybody's password.
pub const PASSWORD: &str = "correct horse 1";

/// The number of no agent, however many a shared system has.
pub const NO_AGENT: u64 = 4_000_000_000;

/// Somebody, with one session of theirs.
#[derive(Clone, Debug)]
pub struct Actor {
    client: Client,
    base_url: String,
    ws_url: String,
    /// Their access token; empty for nobody in particular.
    pub token: String,
    /// Their refresh token.
    pub refresh: String,
    /// Their username.
    pub username: String,
    /// Their e-mail address.
    pub email: String,
    /// The number of their user.
    pub user_id: u64,
    /// The number of the agent that they are, or 0.
    pub agent_id: u64,
}

impl Actor {
    pub(crate) fn anonymous(client: Client, base_url: &str, ws_url: &str) -> Self {
        Self {
            client,
            base_url: base_url.into(),
            ws_url: ws_url.into(),
            token: String::new(),
            refresh: String::new(),
            username: String::new(),
            email: String::new(),
            user_id: 0,
            agent_id: 0,
        }
    }

    /// Whoever an answer to registering or signing in is for.
    #[must_use]
    pub fn signed_in(&self, answer: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let number = |of: &str| answer[of]["id"].as_u64().unwrap_or_default();
        Self {
            token: text(&answer["token"]),
            refresh: text(&answer["refresh"]),
            username: text(&answer["user"]["username"]),
            email: text(&answer["user"]["email"]),
            user_id: number("user"),
            agent_id: number("agent"),
            ..self.clone()
        }
    }

    /// The same with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.into(), ..self.clone() }
    }

    /// The same, for another runtime than the one that drives their requests here.
    pub(crate) fn in_another_runtime(&self) -> Self {
        Self { client: Client::new(), ..self.clone() }
    }

    /// Addresses of the system's HTTP API, and of its connections.
    pub(crate) fn urls(&self) -> [&str; 2] {
        [&self.base_url, &self.ws_url]
    }

    /// A request with their token, to be completed and given to [`sends`](Self::sends). Goes to a path, or where the
    /// absolute URL of a list's `next` leads.
    pub fn request(&self, method: Method, to: &str) -> RequestBuilder {
        let url = Url::parse(to).map_or_else(|_| format!("{}{to}", self.base_url), |next| self.here(&next));
        let request = self.client.request(method, url).timeout(DEADLINE);
        if self.token.is_empty() {
            request
        } else {
            request.header(header::AUTHORIZATION, format!("Token {}", self.token))
        }
    }

    /// Turns a `url` of the system's into one under the address that the tests call it by: behind an emulator or a
    /// proxy it knows itself by another host, and nothing of the path that leads to it.
    fn here(&self, url: &Url) -> String {
        let path = url.path().strip_prefix(&*self.base_path()).unwrap_or(url.path());
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{path}{query}", self.base_url)
    }

    /// Prefix of all paths of this system.
    fn base_path(&self) -> String {
        Url::parse(&self.base_url).map(|base| base.path().trim_end_matches('/').to_owned()).unwrap_or_default()
    }

    /// Sends a request. Boxed: in the futures of tests that contain it, its own type would be a deep one.
    pub fn sends(&self, request: RequestBuilder) -> BoxFuture<'static, Answer> {
        let base_path = self.base_path();
        Box::pin(async move {
            let (client, request) = request.build_split();
            let request = request.expect("a request");
            let path = request.url().path();
            let (method, path) = (request.method().clone(), path.strip_prefix(&base_path).unwrap_or(path).to_owned());
            let answer = Answer::of(client.execute(request).await.expect("the system answers")).await;
            contract::check(&method, &path, &answer);
            answer
        })
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.sends(self.request(Method::GET, path)).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.sends(self.request(Method::POST, path).json(&body)).await
    }

    /// POST of nothing at all.
    pub async fn post_empty(&self, path: &str) -> Answer {
        self.sends(self.request(Method::POST, path)).await
    }

    /// POST of a form.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.sends(self.request(Method::POST, path).form(fields)).await
    }

    /// PUT of JSON.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.sends(self.request(Method::PUT, path).json(&body)).await
    }

    /// PATCH of JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.sends(self.request(Method::PATCH, path).json(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.sends(self.request(Method::DELETE, path)).await
    }

    /// A connection by their token.
    pub async fn connect(&self) -> Socket {
        let opened = self.try_connect(&format!("?token={}", self.token)).await;
        opened.expect("a signed-in actor can connect")
    }

    /// A connection by this query string, or the status that refuses it.
    ///
    /// # Errors
    /// The HTTP status of a refused handshake.
    pub async fn try_connect(&self, query: &str) -> Result<Socket, u16> {
        Socket::open(&format!("{}{query}", self.ws_url)).await
    }
}
