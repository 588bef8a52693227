//! A WebSocket connection with little overhead: thousands of them share the machine with the measured system.

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

/// Size of the read buffer, in bytes: a few frames.
const READ_BUFFER_SIZE: usize = 4 * 1024;

/// An open connection.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects with an access token. `kernel_buffer` sets the kernel's receive buffer, in bytes, to simulate a client
    /// that doesn't read.
    pub async fn open(address: SocketAddr, token: &str, kernel_buffer: Option<u32>) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(bytes) = kernel_buffer {
            socket.set_recv_buffer_size(bytes)?;
        }
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}/ws?token={token}");
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_SIZE).write_buffer_size(0);
        let (stream, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self(stream))
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) -> Result<()> {
        Ok(self.0.send(Message::text(frame.to_string())).await?)
    }

    /// Waits for the next text frame.
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

    /// Waits for the next text frame and parses it.
    pub async fn next_value(&mut self) -> Result<Value> {
        Ok(serde_json::from_str(self.next().await?.as_str())?)
    }

    /// Sends a frame and waits for an answer of this type; other frames are dropped.
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

    /// Watches a room, for staff.
    pub async fn watch(&mut self, room: RoomId) -> Result<()> {
        self.ask(&json!({"action": "watch", "room_id": room}), "watching").await
    }
}
