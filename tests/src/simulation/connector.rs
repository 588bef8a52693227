//! HTTP connector of the AWS SDK in a simulation: leads to a service in this process instead of over the network.

use std::{fmt, sync::Arc};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
};
use aws_smithy_types::body::SdkBody;
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, Response},
};

/// Server at the other end.
pub(super) trait Remote: Send + Sync + 'static {
    /// Answers a request; with `None` it never does.
    fn answer(self: Arc<Self>, request: Request<Bytes>) -> impl Future<Output = Option<Response<Bytes>>> + Send;
}

/// An HTTP client for the SDK, all of whose requests go to `remote`.
pub(super) fn http_client(remote: Arc<impl Remote>) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector(remote));
    http_client_fn(move |_, _| connector.clone())
}

struct Connector<R>(Arc<R>);

impl<R> fmt::Debug for Connector<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector(…)")
    }
}

impl<R: Remote> HttpConnector for Connector<R> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let remote = self.0.clone();
        let answered = async move {
            let request = read(request).await?;
            // In a task of its own: what was sent is on its way, whatever becomes of the sender.
            match tokio::spawn(remote.answer(request)).await? {
                Some(response) => Ok::<_, BoxError>(HttpResponse::try_from(response.map(SdkBody::from))?),
                None => std::future::pending().await,
            }
        };
        HttpConnectorFuture::new(async { answered.await.map_err(|error| ConnectorError::other(error, None)) })
    }
}

async fn read(request: HttpRequest) -> Result<Request<Bytes>, BoxError> {
    let (parts, body) = request.try_into_http1x()?.into_parts();
    Ok(Request::from_parts(parts, to_bytes(Body::new(body), usize::MAX).await?))
}
