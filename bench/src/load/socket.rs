//! A WebSocket connection, as cheap as can be: there are thousands of them beside the system that is measured.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use shared::ids::RoomId;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig},
};

use super::Result;

/// What a connection reads at once: a few frames.
const BUFFER: usize = 4 * 1024;

/// An open connection.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects whoever has the token. `kernel_buffer` is how many bytes the kernel takes for a client that doesn't
    /// read, if not as many as usual.
    pub async fn open(address: SocketAddr, token: &str, kernel_buffer: Option<u32>) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = kernel_buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}/ws?token={token}");
        let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
        let (stream, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self(stream))
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) -> Result<()> {
        Ok(self.0.send(Message::text(frame.to_string())).await?)
    }

    /// The next frame.
    ///
    /// # Errors
    /// When the connection has ended.
    pub async fn next(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.0.next().await.ok_or("the connection has ended")?? {
                Message::Text(text) => return Ok(text),
                Message::Close(close) => return Err(format!("the connection was closed: {close:?}").into()),
                _ => {}
            }
        }
    }

    /// The next frame, read.
    pub async fn next_value(&mut self) -> Result<Value> {
        Ok(serde_json::from_str(self.next().await?.as_str())?)
    }

    /// Sends a frame and waits for the answer of this type; what comes before it is dropped.
    pub async fn ask(&mut self, frame: &Value, answer: &str) -> Result<()> {
        self.send(frame).await?;
        loop {
            let frame = self.next_value().await?;
            match frame["type"].as_str() {
                Some(kind) if kind == answer => return Ok(()),
                Some("error") => return Err(frame.to_string().into()),
                _ => {}
            }
        }
    }

    /// Begins to watch a room, for staff.
    pub async fn watch(&mut self, room: RoomId) -> Result<()> {
        self.ask(&json!({"action": "watch", "room_id": room}), "watching").await
    }
}
