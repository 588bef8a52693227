//! Messages of a client, and the events that they cause.

use serde_json::Value;

use crate::support::{Outcome, Server};

#[tokio::test]
async fn a_message_reaches_the_integration_whether_json_or_not() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    for body in [r#"{"action": "ping"}"#, "not JSON"] {
        client.send(body).await?;
        let event = server.event_of_type("MESSAGE").await?;
        assert_eq!(event["body"], body);
        assert_eq!(event["requestContext"]["connectionId"], id);
        assert_eq!(event["requestContext"]["routeKey"], "$default");
    }
    Ok(())
}

#[tokio::test]
async fn a_failing_integration_sends_the_client_an_error() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    for order in ["fail", "panic"] {
        client.send(order).await?;
        let event = server.event_of_type("MESSAGE").await?;
        let answer: Value = serde_json::from_str(&client.text().await?)?;
        assert_eq!(answer["message"], "Internal server error");
        assert_eq!(answer["connectionId"], id);
        assert_eq!(answer["requestId"], event["requestContext"]["requestId"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_slow_message_does_not_block_the_next() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    client.send("hold").await?;
    client.send("next").await?;
    // Concurrent frames may reach the integration in any order, as with the real gateway.
    let bodies = [server.event().await?["body"].clone(), server.event().await?["body"].clone()];
    assert!(bodies.contains(&"next".into()), "{bodies:?}");
    server.post(&id, "still here").await?;
    assert_eq!(client.text().await?, "still here");
    Ok(())
}
