//! Requests to URLs chosen by users: never into this system's own network, unless a setting allows it (SSRF).

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};
use shared::{
    model::DeliveryAttempt,
    ops::outbound::{Post, is_public},
    time::Timestamp,
};
use tokio::{sync::OnceCell, time::Instant};

/// Longest wait for an answer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// `User-Agent` header.
const USER_AGENT: &str = concat!("TribeclubChat/", env!("CARGO_PKG_VERSION"));

/// HTTP client for outbound requests.
#[derive(Clone, Debug)]
pub struct Outbound {
    /// Created on first use, because loading the system's certificates is slow.
    client: Arc<OnceCell<Client>>,
    allows_private: bool,
}

impl Outbound {
    /// Allows or forbids addresses of private networks.
    pub fn new(allows_private: bool) -> Self {
        Self { client: Arc::default(), allows_private }
    }

    async fn client(&self) -> Result<&Client, reqwest::Error> {
        let client = async || {
            #[expect(clippy::disallowed_methods, reason = "the client of webhooks and push services")]
            let builder =
                Client::builder().timeout(REQUEST_TIMEOUT).user_agent(USER_AGENT).redirect(Policy::none()).no_proxy();
            // Names are checked when they are resolved for the connection: a check at any earlier time could see
            // another address (DNS rebinding).
            let builder = if self.allows_private { builder } else { builder.dns_resolver(Arc::new(PublicOnly)) };
            builder.build()
        };
        self.client.get_or_try_init(client).await
    }

    /// Posts a request and returns its outcome. The answer's body is ignored.
    pub async fn post(&self, post: Post) -> DeliveryAttempt {
        let (at, began) = (Timestamp::now(), Instant::now());
        let outcome = self.try_to_post(post).await;
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status_code, error) = match outcome {
            Ok(status) => (Some(status), None),
            Err(error) => (None, Some(error)),
        };
        DeliveryAttempt { at, milliseconds, status_code, error }
    }

    async fn try_to_post(&self, Post { url, headers, body }: Post) -> Result<u16, String> {
        let url: Url = url.parse().map_err(|_| "This is not a valid URL.".to_owned())?;
        let literal = url.host_str().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
        if !self.allows_private && literal.is_some_and(|address| !is_public(address)) {
            return Err(PRIVATE.to_owned());
        }
        let client = self.client().await.map_err(|error| {
            tracing::error!(%error, "delivery client not created");
            "Delivery failed.".to_owned()
        })?;
        let request = client.post(url).body(body);
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.map(|answer| answer.status().as_u16()).map_err(|error| reason(&error).to_owned())
    }
}

const PRIVATE: &str = "The URL points to a private network.";

/// Describes an error without details of this system's network.
fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "Timed out after 10 s."
    } else if error.is_connect() {
        "Could not connect."
    } else {
        "The connection failed."
    }
}

/// Resolves names to public addresses only.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = addresses.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(PRIVATE.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn names_of_this_machine_are_not_resolved() {
        let name: Option<Name> = "localhost".parse().ok();
        let resolved = PublicOnly.resolve(name.unwrap_or_else(|| panic!("a name"))).await;
        assert_eq!(resolved.err().map(|error| error.to_string()).as_deref(), Some(PRIVATE));
    }

    #[tokio::test]
    async fn addresses_of_this_machine_get_no_requests() {
        let post = Post { url: "https://127.0.0.1:1/".to_owned(), headers: Vec::new(), body: Vec::new() };
        let attempt = Outbound::new(false).post(post).await;
        assert_eq!((attempt.status_code, attempt.error.as_deref()), (None, Some(PRIVATE)));
    }
}
