//! HTTP client of the AWS SDK that hands requests to the emulations in this process, without a socket.
//!
//! The emulations call the functions, which call the emulations by this client. So that they don't keep each other
//! alive, the client refers to them weakly: they exist as long as their [`InProcess`].

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::body::SdkBody;
use axum::Router;
use axum::body::{Body, to_bytes};
use tower::ServiceExt;

use crate::credentials::Credentials;

/// The emulations that clients in this process reach, whatever host their requests name.
#[derive(Default)]
pub(crate) struct InProcess(Arc<OnceLock<Router>>);

impl InProcess {
    /// Emulations that depend on nothing that uses the clients.
    pub fn serving(routes: Router) -> Self {
        let this = Self::default();
        this.serve(routes);
        this
    }

    /// Sets the emulations, once. Before, requests fail.
    pub fn serve(&self, routes: Router) {
        // Set already: the first ones stay.
        let _ = self.0.set(routes);
    }

    /// Configuration of AWS clients for `endpoint`. They get each answer at once and as a whole, so they never repeat a
    /// request, and don't watch how fast it arrives.
    pub fn sdk_config(&self, credentials: &Credentials, endpoint: &str) -> SdkConfig {
        let connector = SharedHttpConnector::new(Connector(Arc::downgrade(&self.0)));
        let client = http_client_fn(move |_, _| connector.clone());
        let sdk = credentials.sdk_config(endpoint).into_builder();
        sdk.http_client(client)
            .retry_config(RetryConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build()
    }
}

struct Connector(Weak<OnceLock<Router>>);

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let routes = self.0.upgrade().and_then(|routes| routes.get().cloned());
        HttpConnectorFuture::new(async {
            let answered = answer(routes, request).await;
            answered.map_err(|error| ConnectorError::other(error, None))
        })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector(…)")
    }
}

async fn answer(routes: Option<Router>, request: HttpRequest) -> Result<HttpResponse, BoxError> {
    let routes = routes.ok_or("the system has stopped")?;
    let Ok(response) = routes.oneshot(request.try_into_http1x()?.map(Body::new)).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    Ok(HttpResponse::try_from(axum::http::Response::from_parts(parts, SdkBody::from(body)))?)
}
