//! A WebSocket connection as a client holds it. It never sleeps: it waits for a frame, or for proof that there is none.

use std::{collections::VecDeque, env};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, protocol::CloseFrame},
};

use crate::{DEADLINE, Room, contract, sent_frames::SentFrames, shapes::assert_has};

/// An open connection.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Frames that were passed over while another type was waited for.
    passed: VecDeque<Value>,
    sent: SentFrames,
}

impl Socket {
    pub(crate) async fn open(url: &str) -> Result<Self, u16> {
        match timeout(DEADLINE, connect_async(url)).await.expect("an answer to the handshake") {
            Ok((stream, _)) => Ok(Self { stream, passed: VecDeque::new(), sent: SentFrames::default() }),
            Err(Error::Http(response)) => Err(as_refused_by_function(response.status().as_u16())),
            Err(error) => panic!("neither opened nor refused: {error}"),
        }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Sends what need not be JSON.
    pub async fn send_text(&mut self, text: &str) {
        self.sent.add(text);
        let sent = timeout(DEADLINE, self.stream.send(Message::text(text))).await;
        sent.expect("the frame goes out in time").expect("the frame goes out");
    }

    /// The next frame, whatever it is.
    pub async fn next(&mut self) -> Value {
        match self.passed.pop_front() {
            Some(frame) => frame,
            None => self.receive().await,
        }
    }

    /// The next frame of this type. Others that come before it stay for later.
    pub async fn expect(&mut self, kind: &str) -> Value {
        self.expect_one(|frame| frame["type"] == kind).await
    }

    /// The next frame of this type about a room. Staff hear of all rooms, and on a shared system not all are the
    /// test's.
    pub async fn expect_in(&mut self, room: &Room, kind: &str) -> Value {
        self.expect_one(|frame| frame["type"] == kind && frame["room_id"] == room.id).await
    }

    async fn expect_one(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(position) = self.passed.iter().position(&is_it) {
            return self.passed.remove(position).unwrap_or_default();
        }
        // For all of it together, as frames that are of no interest may never cease.
        let found = timeout(DEADLINE, async {
            loop {
                let frame = self.receive().await;
                if is_it(&frame) {
                    return frame;
                }
                self.passed.push_back(frame);
            }
        });
        found.await.expect("the frame in time")
    }

    /// Sends a frame and takes the answer to it.
    pub async fn ask(&mut self, frame: Value, answer: &str) -> Value {
        self.send(frame).await;
        self.expect(answer).await
    }

    /// Asks for what came after event `after` of a room, and gives the answer for it.
    pub async fn sync_of(&mut self, room: &Room, after: u64) -> Value {
        let sync = self.ask(json!({"action": "sync", "rooms": {room.id.clone(): after}}), "sync").await;
        assert_has(&sync["data"], &["rooms", "notifications_unread"]);
        let rooms = sync["data"]["rooms"].as_array().expect("a list of rooms");
        let [room_sync] = rooms.as_slice() else { panic!("one room: {rooms:?}") };
        assert_has(room_sync, &["room_id", "events", "last_seq", "reset", "read"]);
        assert_eq!(room_sync["room_id"], room.id);
        room_sync.clone()
    }

    /// All frames that have come by now. What was pushed before an answer is posted before the answer, so a ping tells
    /// when everything is here.
    pub async fn arrived(&mut self) -> Vec<Value> {
        self.ask(json!({"action": "ping"}), "pong").await;
        self.passed.drain(..).collect()
    }

    /// All frames of one type that have come by now; others are dropped.
    pub async fn arrived_of(&mut self, kind: &str) -> Vec<Value> {
        let frames = self.arrived().await;
        frames.into_iter().filter(|frame| frame["type"] == kind).collect()
    }

    /// All frames about a room that have come by now; others are dropped.
    pub async fn arrived_in(&mut self, room: &Room) -> Vec<Value> {
        let frames = self.arrived().await;
        frames.into_iter().filter(|frame| frame["room_id"] == room.id).collect()
    }

    /// Waits until the system closes the connection; gives the code.
    pub async fn closed(&mut self) -> u16 {
        let closed = timeout(DEADLINE, async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Close(frame))) => {
                        return frame.map_or(1005, |CloseFrame { code, .. }| code.into());
                    }
                    Some(Ok(_)) => {}
                    None | Some(Err(_)) => return 1006,
                }
            }
        });
        closed.await.expect("the connection closes in time")
    }

    /// Closes it from this side.
    pub async fn close(mut self) {
        let closed = timeout(DEADLINE, async {
            self.stream.close(None).await?;
            while self.stream.next().await.is_some() {}
            Ok::<_, Error>(())
        });
        closed.await.expect("the connection closes in time").expect("the close frame goes out");
    }

    async fn receive(&mut self) -> Value {
        loop {
            match timeout(DEADLINE, self.stream.next()).await.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("a frame of JSON");
                    contract::check_frame(&frame);
                    self.sent.answered_by(&frame);
                    return frame;
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("the connection ended: {other:?}"),
            }
        }
    }
}

/// The status by which the function refused a handshake. An emulator that answers every refusal with one status of its
/// own is known by `TEST_REFUSED_HANDSHAKE`; the function refuses with 401 only.
fn as_refused_by_function(status: u16) -> u16 {
    let always = env::var("TEST_REFUSED_HANDSHAKE").ok();
    if always.is_some_and(|always| always == status.to_string()) { 401 } else { status }
}
