//! A gateway on a free port in front of a scripted integration, and clients that wait for events with a timeout.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_apigatewaymanagement::Client as Management;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, SinkExt, StreamExt};
use local::Credentials;
use local::gateway::{Gateway, Integration, IntegrationError, Limits, Reply};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub type Outcome = Result<(), Box<dyn Error>>;

/// Timeout for any event.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// An integration that reports every event, and obeys a command in it.
struct Script {
    events: mpsc::UnboundedSender<Value>,
    /// Releases a held event.
    release: Arc<Notify>,
}

impl Integration for Script {
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>> {
        async move {
            let text = event["body"].as_str().or(event["queryStringParameters"]["do"].as_str()).unwrap_or_default();
            let command = text.to_owned();
            let _ = self.events.send(event);
            match command.as_str() {
                "hold" => self.release.notified().await,
                "fail" => return Err(IntegrationError("as told".to_owned())),
                "panic" => panic!("as told"),
                _ => {}
            }
            let status = command.parse().unwrap_or(200);
            Ok(Reply { status, subprotocol: None })
        }
        .boxed()
    }
}

/// A gateway under test.
pub struct Server {
    pub address: SocketAddr,
    pub gateway: Gateway,
    pub management: Management,
    pub release: Arc<Notify>,
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
}

impl Server {
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        Self::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Result<Self, Box<dyn Error>> {
        let (events, received) = mpsc::unbounded_channel();
        let release = Arc::new(Notify::new());
        let credentials = Credentials::random();
        let script = Script { events, release: release.clone() };
        let gateway = Gateway::new(script, limits, credentials.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let app = gateway.router().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        let management = Management::new(&credentials.sdk_config(&format!("http://{address}/ws")));
        Ok(Self { address, gateway, management, release, events: Mutex::new(received) })
    }

    /// A management client with other credentials.
    pub fn unauthorized_management(&self) -> Management {
        Management::new(&Credentials::random().sdk_config(&format!("http://{}/ws", self.address)))
    }

    /// Waits for the next event at the integration.
    pub async fn event(&self) -> Result<Value, Box<dyn Error>> {
        timeout(DEADLINE, self.events.lock().await.recv()).await?.ok_or_else(|| "the integration is gone".into())
    }

    /// Waits for the next event and asserts its type.
    pub async fn event_of_type(&self, kind: &str) -> Result<Value, Box<dyn Error>> {
        let event = self.event().await?;
        assert_eq!(event["requestContext"]["eventType"], kind);
        Ok(event)
    }

    /// Connects and consumes the `$connect` event; returns the client and its connection id.
    pub async fn connect(&self) -> Result<(Client, String), Box<dyn Error>> {
        let client = Client::connect(self.address, "").await?;
        let event = self.event_of_type("CONNECT").await?;
        Ok((client, connection_id(&event)))
    }

    pub async fn post(&self, id: &str, text: &str) -> Result<(), Box<dyn Error>> {
        self.management.post_to_connection().connection_id(id).data(text.as_bytes().to_vec().into()).send().await?;
        Ok(())
    }
}

pub fn connection_id(event: &Value) -> String {
    event["requestContext"]["connectionId"].as_str().unwrap_or_default().to_owned()
}

/// A WebSocket client.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    pub async fn connect(address: SocketAddr, query: &str) -> Result<Self, Box<dyn Error>> {
        let (socket, _) = timeout(DEADLINE, connect_async(format!("ws://{address}/ws{query}"))).await??;
        Ok(Self { socket })
    }

    pub async fn send(&mut self, message: impl Into<Message>) -> Outcome {
        Ok(timeout(DEADLINE, self.socket.send(message.into())).await??)
    }

    /// Waits for the next text message.
    pub async fn text(&mut self) -> Result<String, Box<dyn Error>> {
        match timeout(DEADLINE, self.socket.next()).await? {
            Some(Ok(Message::Text(text))) => Ok(text.as_str().to_owned()),
            other => Err(format!("not a text message: {other:?}").into()),
        }
    }

    /// Waits for the close frame; skips other frames.
    pub async fn closed(&mut self) -> Result<CloseFrame, Box<dyn Error>> {
        loop {
            match timeout(DEADLINE, self.socket.next()).await? {
                Some(Ok(Message::Close(frame))) => return frame.ok_or_else(|| "a close frame without a code".into()),
                Some(Ok(_)) => {}
                other => return Err(format!("ended without a close frame: {other:?}").into()),
            }
        }
    }

    pub async fn close(mut self) -> Outcome {
        Ok(timeout(DEADLINE, self.socket.close(None)).await??)
    }
}
