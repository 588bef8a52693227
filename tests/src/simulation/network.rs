//! The network between one device and the system: the reference client's transport.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request as HttpRequest, header},
};
use client::{OpenError, Request, Response, Transport, Unreachable};
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use serde_json::json;
use tokio::{io::DuplexStream, sync::watch, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, client::IntoClientRequest, http::HeaderValue},
};
use tower::ServiceExt;

use super::{
    Fault, Faults, HOST,
    faults::Fate,
    function,
    line::{Line, Order},
    world::PROCESSES,
};
use crate::files::FormData;

/// Delay of a request, and of its answer, in milliseconds.
const WAY: (u64, u64) = (5, 50);

/// After how long a client gives up on what was lost, in milliseconds.
const GIVES_UP: (u64, u64) = (100, 10_000);

/// Time limit of a function.
const FUNCTION: Duration = Duration::from_secs(29);

/// Time limit of a handshake.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// The way of one device to the system. Clones are the same device.
#[derive(Clone)]
pub struct SimulatedNetwork(Arc<Device>);

struct Device {
    name: String,
    processes: [Router; PROCESSES],
    gateway: Router,
    faults: Faults,
    requests: AtomicU64,
    sockets: AtomicU64,
    orders: watch::Sender<Order>,
}

impl SimulatedNetwork {
    pub(super) fn new(name: &str, processes: &[Router; PROCESSES], gateway: &Router, faults: &Faults) -> Self {
        let address = Extension(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
        Self(Arc::new(Device {
            name: name.to_owned(),
            processes: processes.each_ref().map(|routes| routes.clone().layer(address)),
            gateway: gateway.clone().layer(address),
            faults: faults.clone(),
            requests: AtomicU64::new(0),
            sockets: AtomicU64::new(0),
            orders: watch::Sender::new(Order::CarryOn),
        }))
    }

    /// Cuts all its sockets, as when a lift's doors close. New ones can be opened.
    pub fn cut_sockets(&self) {
        self.0.faults.record(format_args!("{}: sockets are cut", self.0.name));
        self.0.orders.send_replace(Order::Cut);
    }

    /// Lets all its sockets fall silent, as when a router forgets them. New ones can be opened.
    pub fn silence_sockets(&self) {
        self.0.faults.record(format_args!("{}: sockets fall silent", self.0.name));
        self.0.orders.send_replace(Order::FallSilent);
    }
}

/// A request with a body of any type.
struct Sent {
    method: Method,
    path: String,
    token: Option<String>,
    /// Its type, and what is in it.
    body: Option<(String, Vec<u8>)>,
}

impl From<Request> for Sent {
    fn from(Request { method, path, token, body }: Request) -> Self {
        let body = body.map(|body| ("application/json".to_owned(), body.to_string().into_bytes()));
        Self { method, path, token, body }
    }
}

impl SimulatedNetwork {
    /// Sends a form, in place of the request's body.
    ///
    /// # Errors
    /// No answer.
    pub async fn sends_form(&self, request: Request, form: FormData) -> Result<Response, Unreachable> {
        self.sends(Sent { body: Some(form.finish()), ..request.into() }).await
    }

    async fn sends(&self, request: Sent) -> Result<Response, Unreachable> {
        // In a task of its own: what was sent is on its way, whatever becomes of the sender.
        let answered = tokio::spawn(self.0.clone().sends(request));
        answered.await.map_err(|error| Unreachable(error.to_string()))?
    }
}

impl Transport for SimulatedNetwork {
    type Stream = DuplexStream;

    async fn request(&self, request: Request) -> Result<Response, Unreachable> {
        self.sends(request.into()).await
    }

    async fn open(&self, url: &str) -> Result<WebSocketStream<DuplexStream>, OpenError> {
        let Device { name, gateway, faults, sockets, orders, .. } = &*self.0;
        let name = format!("{name}/{}", sockets.fetch_add(1, Relaxed));
        let mut fate = faults.fate_of(("socket", &name));
        let fault = fate.fault(&[Fault::RequestLost, Fault::AnswerLost]);
        let mut request = url.into_client_request().map_err(|error| Unreachable(error.to_string()))?;
        let user_agent = HeaderValue::from_str(&name).expect("a name in ASCII");
        request.headers_mut().insert(header::USER_AGENT, user_agent);
        fate.pause(WAY).await;
        if fault == Some(Fault::RequestLost) {
            return Err(self.0.gets_no_answer(&mut fate, &name, Fault::RequestLost).await.into());
        }
        let line = Line { name: name.clone(), faults: faults.clone(), orders: orders.subscribe() };
        let (client, server) = line.lay();
        tokio::spawn(serve(gateway.clone(), server));
        let opened = timeout(HANDSHAKE, client_async(request, client)).await;
        if fault == Some(Fault::AnswerLost) {
            return Err(self.0.gets_no_answer(&mut fate, &name, Fault::AnswerLost).await.into());
        }
        match opened.map_err(|_| Unreachable("the handshake took too long".to_owned()))? {
            Ok((stream, _)) => Ok(stream),
            Err(Error::Http(response)) => Err(OpenError::Refused(response.status().as_u16())),
            Err(error) => Err(Unreachable(error.to_string()).into()),
        }
    }
}

impl Device {
    async fn sends(self: Arc<Self>, request: Sent) -> Result<Response, Unreachable> {
        let number = self.requests.fetch_add(1, Relaxed);
        let path = request.path.split('?').next().unwrap_or_default();
        let name = format!("{} {number} {} {path}", self.name, request.method);
        let mut fate = self.faults.fate_of(("request", &self.name, number));
        let fault = fate.fault(&[Fault::RequestLost, Fault::AnswerLost]);
        fate.pause(WAY).await;
        if fault == Some(Fault::RequestLost) {
            return Err(self.gets_no_answer(&mut fate, &name, Fault::RequestLost).await);
        }
        let routes = self.faults.process_of(&name, &self.processes).clone();
        let called = function::run(&self.faults, &mut fate, &name, call(routes, request));
        let response = match timeout(FUNCTION, called).await {
            Ok(Some(response)) => response,
            Ok(None) => Response { status: 500, body: json!({"message": "Internal Server Error"}) },
            Err(_) => Response { status: 503, body: json!({"message": "Service Unavailable"}) },
        };
        self.faults.record(format_args!("{name}: {}", response.status));
        if fault == Some(Fault::AnswerLost) {
            return Err(self.gets_no_answer(&mut fate, &name, Fault::AnswerLost).await);
        }
        fate.pause(WAY).await;
        Ok(response)
    }

    async fn gets_no_answer(&self, fate: &mut Fate, name: &str, fault: Fault) -> Unreachable {
        self.faults.happened_to(name, fault);
        fate.pause(GIVES_UP).await;
        Unreachable(format!("{fault:?}"))
    }
}

async fn call(routes: Router, request: Sent) -> Response {
    let mut builder = HttpRequest::builder().method(request.method).uri(request.path).header(header::HOST, HOST);
    if let Some(token) = request.token {
        builder = builder.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match request.body {
        Some((content_type, body)) => {
            builder = builder.header(header::CONTENT_TYPE, content_type);
            Body::from(body)
        }
        None => Body::empty(),
    };
    let Ok(response) = routes.oneshot(builder.body(body).expect("a request")).await;
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
    Response { status, body: serde_json::from_slice(&body).unwrap_or_default() }
}

/// Serves one connection of the gateway's.
async fn serve(gateway: Router, stream: DuplexStream) {
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(gateway));
    // How it ends, both ends know.
    let _ = connection.with_upgrades().await;
}
