//! Transfers the frames of one open connection in both directions until it ends, then closes it properly. Reading,
//! writing and timers run concurrently, so that none blocks another.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::registry::{Connection, Queued};
use super::{Gateway, Limits, event};

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Size of the read and write buffers, in bytes. Small, because there may be many connections, and most frames are short.
const BUFFER_SIZE: usize = 2 * 1024;

/// Close code and reason of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    code: CloseCode,
    reason: &'static str,
}

impl Close {
    const fn new(code: CloseCode, reason: &'static str) -> Self {
        Self { code, reason }
    }

    /// Closed by the gateway: idle, too old, or stopping.
    pub const fn going_away(reason: &'static str) -> Self {
        Self::new(CloseCode::Away, reason)
    }

    /// Closed by the management API.
    pub const fn by_request() -> Self {
        Self::new(CloseCode::Normal, "Connection closed by the server")
    }

    /// Closed because the client reads too slowly.
    pub const fn too_slow() -> Self {
        Self::new(CloseCode::Policy, "Client is too slow")
    }

    /// Ended without a close frame.
    pub const fn abnormal() -> Self {
        Self::new(CloseCode::Abnormal, "Connection lost")
    }

    pub fn code(&self) -> u16 {
        self.code.into()
    }

    pub const fn reason(&self) -> &'static str {
        self.reason
    }

    fn by_client(frame: Option<&CloseFrame>) -> Self {
        Self::new(frame.map_or(CloseCode::Status, |frame| frame.code), "Client-side close")
    }

    fn by_error(error: &Error) -> Self {
        match error {
            Error::Capacity(_) => Self::new(CloseCode::Size, "Message too long"),
            Error::Utf8(_) => Self::new(CloseCode::Invalid, "Message is not UTF-8"),
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::abnormal(),
            Error::Protocol(_) => Self::new(CloseCode::Protocol, "Protocol error"),
            _ => Self::abnormal(),
        }
    }

    /// Close frame to send; `None` for codes that must not be sent.
    fn frame(&self) -> Option<CloseFrame> {
        let sendable = self.code.is_allowed();
        sendable.then(|| CloseFrame { code: self.code, reason: Utf8Bytes::from_static(self.reason) })
    }
}

/// Completes the upgrade and transfers frames until the connection ends; returns its close code and reason.
pub(super) async fn transfer(
    gateway: &Gateway,
    connection: &Arc<Connection>,
    mut queued: mpsc::UnboundedReceiver<Queued>,
    upgrade: OnUpgrade,
) -> Close {
    let limits = &gateway.inner.limits;
    let Ok(Ok(upgraded)) = timeout(limits.close, upgrade).await else {
        return Close::abnormal();
    };
    let config = WebSocketConfig::default()
        .max_frame_size(Some(limits.frame_bytes))
        .max_message_size(Some(limits.message_bytes))
        .read_buffer_size(BUFFER_SIZE)
        .write_buffer_size(BUFFER_SIZE);
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (mut sink, mut stream) = socket.split();
    let close = tokio::select! {
        // In this order instead of a random one, so that simulations are reproducible. The queue bounds the writes, so
        // they can't block the reads.
        biased;
        close = connection.closing() => close,
        () = idle(connection, limits.idle) => Close::going_away("Idle for too long"),
        () = sleep(limits.lifetime) => Close::going_away("Connected for too long"),
        close = write(connection, &mut sink, &mut queued) => close,
        close = read(gateway, connection, &mut stream) => close,
    };
    // Further posts get a 410.
    gateway.inner.registry.remove(connection);
    if let Ok(socket) = stream.reunite(sink) {
        close_socket(socket, &close, queued, limits).await;
    }
    close
}

async fn read(gateway: &Gateway, connection: &Arc<Connection>, stream: &mut SplitStream<Socket>) -> Close {
    let in_flight = Arc::new(Semaphore::new(gateway.inner.limits.frames_in_flight));
    loop {
        // Acquired before the next read, so that excess frames wait in the client's socket if the integration is slow.
        let Ok(permit) = in_flight.clone().acquire_owned().await else {
            return Close::abnormal();
        };
        let Some(message) = stream.next().await else {
            return Close::abnormal();
        };
        connection.touch();
        match message {
            Ok(Message::Text(text)) => {
                gateway.inner.tasks.spawn(dispatch(gateway.clone(), connection.clone(), text, permit));
            }
            Ok(Message::Binary(_)) => return Close::new(CloseCode::Unsupported, "Binary frames are not supported"),
            Ok(Message::Close(frame)) => return Close::by_client(frame.as_ref()),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Err(error) => return Close::by_error(&error),
        }
    }
}

/// Passes one message to the integration. The status of the response is ignored: as with the real gateway, the client
/// receives an error only if the integration itself fails.
async fn dispatch(gateway: Gateway, connection: Arc<Connection>, text: Utf8Bytes, _permit: OwnedSemaphorePermit) {
    let request_id = event::random_id();
    let event = event::message(&connection.origin, &request_id, &text);
    if gateway.invoke(event).await.is_err() {
        let failure = json!({
            "message": "Internal server error",
            "connectionId": connection.origin.connection_id,
            "requestId": request_id,
        });
        connection.send(failure.to_string().into());
    }
}

async fn write(
    connection: &Connection,
    sink: &mut SplitSink<Socket, Message>,
    queued: &mut mpsc::UnboundedReceiver<Queued>,
) -> Close {
    while let Some(message) = queued.recv().await {
        // `message` occupies its share of the queue until it is written.
        if sink.send(Message::Text(message.text.clone())).await.is_err() {
            return Close::abnormal();
        }
        connection.touch();
    }
    Close::abnormal()
}

/// Returns after no frame in either direction for `limit`.
async fn idle(connection: &Connection, limit: Duration) {
    loop {
        let deadline = connection.activity().at + limit;
        sleep_until(deadline).await;
        if connection.activity().at + limit <= deadline {
            return;
        }
    }
}

/// Sends the messages queued before, then the close frame, and waits for the client's, in bounded time.
async fn close_socket(mut socket: Socket, close: &Close, mut queued: mpsc::UnboundedReceiver<Queued>, limits: &Limits) {
    // Errors are ignored, because the client may be gone.
    let deadline = Instant::now() + limits.close;
    let handshake = async {
        while let Ok(message) = queued.try_recv() {
            if socket.feed(Message::Text(message.text.clone())).await.is_err() {
                break;
            }
        }
        socket.close(close.frame()).await?;
        while let Some(Ok(_)) = socket.next().await {}
        Ok::<_, Error>(())
    };
    let _ = timeout_at(deadline, handshake).await;
    // Closing a socket with unread bytes resets it, and the reset can overtake the close frame. So the rest of an
    // oversized frame is read first.
    let mut connection = socket.into_inner();
    let drain = async {
        connection.shutdown().await?;
        let mut discarded = [0_u8; 4096];
        while connection.read(&mut discarded).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    let _ = timeout_at(deadline, drain).await;
}
