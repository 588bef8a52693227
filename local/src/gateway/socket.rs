//! Carries the frames of one open connection in both directions until something ends it, then closes it in order.
//! Reading, writing and the clocks run side by side, so that none of them can hold up another.

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

/// What a connection reads and writes at once. Small, for there may be many connections.
const BUFFER: usize = 8 * 1024;

/// Why and how a connection ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    code: CloseCode,
    reason: &'static str,
}

impl Close {
    const fn new(code: CloseCode, reason: &'static str) -> Self {
        Self { code, reason }
    }

    /// The gateway ends it: idle, too old, or stopping.
    pub const fn going_away(reason: &'static str) -> Self {
        Self::new(CloseCode::Away, reason)
    }

    /// The management API ends it.
    pub const fn by_request() -> Self {
        Self::new(CloseCode::Normal, "Connection closed by the server")
    }

    /// The client reads more slowly than it is sent to.
    pub const fn too_slow() -> Self {
        Self::new(CloseCode::Policy, "Client is too slow")
    }

    /// It ended without a close frame.
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

    /// The frame that says so; some codes are for the record only and never sent.
    fn frame(&self) -> Option<CloseFrame> {
        let sendable = self.code.is_allowed();
        sendable.then(|| CloseFrame { code: self.code, reason: Utf8Bytes::from_static(self.reason) })
    }
}

/// Completes the upgrade and carries frames until the connection ends. Tells how it ended.
pub(super) async fn carry(
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
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER);
    let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (mut sink, mut stream) = socket.split();
    let close = tokio::select! {
        // In this order rather than by chance, so that a simulation can be repeated. What is written is bounded by the
        // queue, so it can't keep frames from being read.
        biased;
        close = connection.closing() => close,
        () = idle(connection, limits.idle) => Close::going_away("Idle for too long"),
        () = sleep(limits.lifetime) => Close::going_away("Connected for too long"),
        close = write(connection, &mut sink, &mut queued) => close,
        close = read(gateway, connection, &mut stream) => close,
    };
    // From here on, who posts to it learns that it is gone.
    gateway.inner.registry.remove(connection);
    if let Ok(socket) = stream.reunite(sink) {
        say_goodbye(socket, &close, queued, limits).await;
    }
    close
}

async fn read(gateway: &Gateway, connection: &Arc<Connection>, stream: &mut SplitStream<Socket>) -> Close {
    let in_flight = Arc::new(Semaphore::new(gateway.inner.limits.frames_in_flight));
    loop {
        // Before reading on: when the integration lags behind, the client's next frames wait with the client.
        let Ok(turn) = in_flight.clone().acquire_owned().await else {
            return Close::abnormal();
        };
        let Some(message) = stream.next().await else {
            return Close::abnormal();
        };
        connection.touch();
        match message {
            Ok(Message::Text(text)) => {
                gateway.inner.tasks.spawn(hand_over(gateway.clone(), connection.clone(), text, turn));
            }
            Ok(Message::Binary(_)) => return Close::new(CloseCode::Unsupported, "Binary frames are not supported"),
            Ok(Message::Close(frame)) => return Close::by_client(frame.as_ref()),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Err(error) => return Close::by_error(&error),
        }
    }
}

/// Hands one message to the integration. The status that it answers with means nothing here: as with the real gateway,
/// the client hears of it only when the integration itself has failed.
async fn hand_over(gateway: Gateway, connection: Arc<Connection>, text: Utf8Bytes, _turn: OwnedSemaphorePermit) {
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
        // `message` keeps its room in the queue until it is written.
        if sink.send(Message::Text(message.text.clone())).await.is_err() {
            return Close::abnormal();
        }
        connection.touch();
    }
    Close::abnormal()
}

/// Ends when nothing was sent in either direction for `limit`.
async fn idle(connection: &Connection, limit: Duration) {
    loop {
        let deadline = connection.activity().at + limit;
        sleep_until(deadline).await;
        if connection.activity().at + limit <= deadline {
            return;
        }
    }
}

/// Delivers what was queued before the end, then the close frame, and waits for the client's, in bounded time.
async fn say_goodbye(mut socket: Socket, close: &Close, mut queued: mpsc::UnboundedReceiver<Queued>, limits: &Limits) {
    // Whatever fails here, the client is gone.
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
    // A socket that is closed with unread bytes is reset, and a reset can overtake the close frame: after a frame that
    // was too long, the rest of it has to be read first.
    let mut connection = socket.into_inner();
    let drain = async {
        connection.shutdown().await?;
        let mut discarded = [0_u8; 4096];
        while connection.read(&mut discarded).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    let _ = timeout_at(deadline, drain).await;
}
