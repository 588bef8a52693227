//! Handshakes.

use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error as WebSocketError;

use crate::support::{Client, DEADLINE, Outcome, Server, connection_id};

#[tokio::test]
async fn the_integrations_status_refuses_the_handshake() -> Outcome {
    let server = Server::start().await?;
    match connect_async(format!("ws://{}/ws?do=401", server.address)).await {
        Err(WebSocketError::Http(response)) => assert_eq!(response.status(), 401),
        other => panic!("not refused: {other:?}"),
    }
    server.event_of_type("CONNECT").await?;
    // A refused connection causes no `$disconnect`, so the next event belongs to the next client.
    server.connect().await?;
    Ok(())
}

#[tokio::test]
async fn a_failing_integration_refuses_the_handshake_with_502() -> Outcome {
    let server = Server::start().await?;
    for order in ["fail", "panic"] {
        match connect_async(format!("ws://{}/ws?do={order}", server.address)).await {
            Err(WebSocketError::Http(response)) => assert_eq!(response.status(), 502),
            other => panic!("not refused: {other:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_posted_before_connect_has_returned() -> Outcome {
    let server = Server::start().await?;
    let address = server.address;
    let connecting = tokio::spawn(async move { Client::connect(address, "?do=hold").await.map_err(|e| e.to_string()) });
    let id = connection_id(&server.event_of_type("CONNECT").await?);
    let early = server.post(&id, "early").await;
    assert!(early.is_err(), "posted to a connection that is not open");
    server.release.notify_one();
    let mut client = tokio::time::timeout(DEADLINE, connecting).await???;
    server.post(&id, "in time").await?;
    assert_eq!(client.text().await?, "in time");
    Ok(())
}

#[tokio::test]
async fn a_client_that_leaves_while_connecting_is_disconnected() -> Outcome {
    let server = Server::start().await?;
    let address = server.address;
    let connecting = tokio::spawn(async move { Client::connect(address, "?do=hold").await.map_err(|e| e.to_string()) });
    let id = connection_id(&server.event_of_type("CONNECT").await?);
    connecting.abort();
    assert!(connecting.await.is_err_and(|error| error.is_cancelled()));
    server.release.notify_one();
    let event = server.event_of_type("DISCONNECT").await?;
    assert_eq!(connection_id(&event), id);
    Ok(())
}

#[tokio::test]
async fn a_plain_request_gets_a_426() -> Outcome {
    let server = Server::start().await?;
    let response = reqwest::get(format!("http://{}/ws", server.address)).await?;
    assert_eq!(response.status(), 426);
    Ok(())
}
