//! The management API behind the AWS SDK: pushes go to the gateway within this process – or get lost, doubled or
//! overtaken on the way.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{Method, Request, Response, StatusCode},
};
use tower::ServiceExt;

use super::{Fault, Faults, connector::Remote, sockets::Sockets};

/// Delay of a push, in milliseconds.
const WAY: (u64, u64) = (1, 10);

/// Further delay of a push that is late, in milliseconds.
const DELAY: (u64, u64) = (50, 4_000);

/// The management API, as API Gateway is to the functions.
pub(super) struct SimulatedManagement {
    /// The gateway's routes, once it is there.
    gateway: Mutex<Option<Router>>,
    sockets: Sockets,
    faults: Faults,
}

impl SimulatedManagement {
    /// Posts to these sockets.
    pub fn new(sockets: Sockets, faults: Faults) -> Self {
        Self { gateway: Mutex::default(), sockets, faults }
    }

    /// Posts by way of this gateway from now on.
    pub fn lead_to(&self, gateway: Option<Router>) {
        *self.gateway.lock().unwrap_or_else(PoisonError::into_inner) = gateway;
    }

    async fn deliver(self: Arc<Self>, what: String, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let gateway = self.gateway.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let Ok(response) = gateway.oneshot(request.map(Body::from)).await;
        self.faults.record(format_args!("{what}: {}", response.status().as_u16()));
        let (parts, body) = response.into_parts();
        Some(Response::from_parts(parts, to_bytes(body, usize::MAX).await.ok()?))
    }
}

impl Remote for SimulatedManagement {
    async fn answer(self: Arc<Self>, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let connection_id = request.uri().path().rsplit('/').next().unwrap_or_default();
        let (socket, number) = self.sockets.next_push(connection_id);
        let is_push = request.method() == Method::POST;
        let what = format!("{} {number} to {socket}", if is_push { "push" } else { "close" });
        let mut fate = self.faults.fate_of(("push", socket, number));
        let pushes = [Fault::PushDropped, Fault::PushDoubled, Fault::PushDelayed, Fault::PushFailed, Fault::PushHung];
        let closes = [Fault::PushFailed, Fault::PushHung];
        let fault = fate.fault(if is_push { &pushes } else { &closes });
        fate.pause(WAY).await;
        if let Some(fault) = fault {
            self.faults.happened_to(&what, fault);
        }
        match fault {
            Some(Fault::PushDropped) => answer(StatusCode::OK),
            Some(Fault::PushDelayed) => {
                tokio::spawn(async move {
                    fate.pause(DELAY).await;
                    self.deliver(what, request).await
                });
                answer(StatusCode::OK)
            }
            Some(Fault::PushFailed | Fault::PushHung) => {
                if fate.flips() {
                    self.deliver(what, request).await;
                }
                let says_so = fault == Some(Fault::PushFailed);
                says_so.then(|| answer(StatusCode::INTERNAL_SERVER_ERROR)).flatten()
            }
            _ => {
                if fault == Some(Fault::PushDoubled) {
                    self.clone().deliver(what.clone(), request.clone()).await;
                }
                self.deliver(what, request).await
            }
        }
    }
}

fn answer(status: StatusCode) -> Option<Response<Bytes>> {
    Response::builder().status(status).body(Bytes::new()).ok()
}
