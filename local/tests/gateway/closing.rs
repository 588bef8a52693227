//! Closing of connections: causes and close codes.

use std::time::Duration;

use local::gateway::Limits;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::support::{Client, Outcome, Server};

/// Shorter than a test's deadline, long enough for a busy machine.
const SHORT_TIMEOUT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_frame_of_more_than_32_kb_closes_with_1009() -> Outcome {
    let server = Server::start().await?;
    let (mut client, _) = server.connect().await?;
    client.send("x".repeat(32 * 1024)).await?;
    server.event_of_type("MESSAGE").await?;
    client.send("x".repeat(32 * 1024 + 1)).await?;
    assert_eq!(u16::from(client.closed().await?.code), 1009);
    Ok(())
}

#[tokio::test]
async fn a_huge_frame_still_gets_its_close_frame() -> Outcome {
    let server = Server::start().await?;
    let (mut client, _) = server.connect().await?;
    client.send("x".repeat(4 * 1024 * 1024)).await?;
    assert_eq!(u16::from(client.closed().await?.code), 1009);
    Ok(())
}

#[tokio::test]
async fn a_message_of_more_than_128_kb_closes_with_1009() -> Outcome {
    let server = Server::start().await?;
    let (mut client, _) = server.connect().await?;
    let part = |opcode, last| Message::Frame(Frame::message(vec![b'x'; 32 * 1024], OpCode::Data(opcode), last));
    client.send(part(Data::Text, false)).await?;
    for _ in 0..4 {
        client.send(part(Data::Continue, false)).await?;
    }
    assert_eq!(u16::from(client.closed().await?.code), 1009);
    Ok(())
}

#[tokio::test]
async fn a_binary_frame_closes_with_1003() -> Outcome {
    let server = Server::start().await?;
    let (mut client, _) = server.connect().await?;
    client.send(Message::Binary(vec![1, 2, 3].into())).await?;
    assert_eq!(u16::from(client.closed().await?.code), 1003);
    let event = server.event_of_type("DISCONNECT").await?;
    assert_eq!(event["requestContext"]["disconnectStatusCode"], 1003);
    Ok(())
}

#[tokio::test]
async fn an_idle_connection_closes_with_1001() -> Outcome {
    let server = Server::with(Limits { idle: SHORT_TIMEOUT, ..Limits::default() }).await?;
    let (mut client, id) = server.connect().await?;
    assert_eq!(u16::from(client.closed().await?.code), 1001);
    assert!(server.post(&id, "late").await.is_err());
    Ok(())
}

#[tokio::test]
async fn an_old_connection_closes_with_1001() -> Outcome {
    let server = Server::with(Limits { lifetime: SHORT_TIMEOUT, ..Limits::default() }).await?;
    let (mut client, _) = server.connect().await?;
    assert_eq!(u16::from(client.closed().await?.code), 1001);
    Ok(())
}

#[tokio::test]
async fn the_integration_gets_a_disconnect_event() -> Outcome {
    let server = Server::start().await?;
    let (client, id) = server.connect().await?;
    client.close().await?;
    let event = server.event_of_type("DISCONNECT").await?;
    assert_eq!(event["requestContext"]["connectionId"], id);
    let (lost, id) = server.connect().await?;
    drop(lost);
    let event = server.event_of_type("DISCONNECT").await?;
    assert_eq!(event["requestContext"]["connectionId"], id);
    assert_eq!(event["requestContext"]["disconnectStatusCode"], 1006);
    Ok(())
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected_and_delays_nobody() -> Outcome {
    let server = Server::with(Limits { close: SHORT_TIMEOUT, ..Limits::default() }).await?;
    let (_stuck, stuck_id) = server.connect().await?;
    let (mut quick, quick_id) = server.connect().await?;
    let big = "x".repeat(100 * 1024);
    // The network's buffers take some, the queue takes a megabyte, then the connection is closed.
    while server.post(&stuck_id, &big).await.is_ok() {
        server.post(&quick_id, "quick").await?;
        assert_eq!(quick.text().await?, "quick");
    }
    let event = server.event_of_type("DISCONNECT").await?;
    assert_eq!(event["requestContext"]["connectionId"], stuck_id);
    assert_eq!(event["requestContext"]["disconnectStatusCode"], 1008);
    Ok(())
}

#[tokio::test]
async fn a_stopping_gateway_closes_with_1001_and_refuses_new_clients() -> Outcome {
    let server = Server::with(Limits { close: SHORT_TIMEOUT, ..Limits::default() }).await?;
    let (mut client, _) = server.connect().await?;
    let (stopped, close) = tokio::join!(server.gateway.stop(), client.closed());
    let () = stopped;
    assert_eq!(u16::from(close?.code), 1001);
    server.event_of_type("DISCONNECT").await?;
    assert!(Client::connect(server.address, "").await.is_err());
    Ok(())
}
