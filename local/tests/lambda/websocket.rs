//! WebSocket events, as the function `websocket` receives them.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error as WebSocketError, Message};

use crate::support::{Answer, Outcome, Scripted};

#[tokio::test]
async fn the_functions_status_decides_on_the_handshake() -> Outcome {
    let scripted = Scripted::start().await?;
    scripted.answer("websocket", Answer::Returns(json!({ "statusCode": 401 })));
    match connect_async(scripted.system.ws_url()).await {
        Err(WebSocketError::Http(response)) => assert_eq!(response.status(), 401),
        other => panic!("not refused: {other:?}"),
    }
    let headers = json!({ "Sec-WebSocket-Protocol": "chat" });
    scripted.answer("websocket", Answer::Returns(json!({ "statusCode": 200, "headers": headers })));
    let mut request = scripted.system.ws_url().into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("chat"));
    let (_, response) = connect_async(request).await?;
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat");
    let functions: Vec<_> = scripted.events().into_iter().map(|(function, _)| function).collect();
    assert_eq!(functions, ["websocket", "websocket"]);
    Ok(())
}

#[tokio::test]
async fn a_failed_function_refuses_with_502() -> Outcome {
    let scripted = Scripted::start().await?;
    for answer in [Answer::Fails, Answer::Unknown, Answer::Returns(json!({ "status": "ok" }))] {
        scripted.answer("websocket", answer);
        match connect_async(scripted.system.ws_url()).await {
            Err(WebSocketError::Http(response)) => assert_eq!(response.status(), 502),
            other => panic!("not refused: {other:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_message_goes_to_the_function_and_its_failure_to_the_client() -> Outcome {
    let scripted = Scripted::start().await?;
    let (mut client, _) = connect_async(scripted.system.ws_url()).await?;
    scripted.answer("websocket", Answer::Fails);
    client.send(Message::text(r#"{"action": "ping"}"#)).await?;
    let answer = client.next().await.ok_or("closed")??;
    let answer: Value = serde_json::from_str(answer.to_text()?)?;
    assert_eq!(answer["message"], "Internal server error");
    let (_, event) = scripted.events().pop().ok_or("no event")?;
    assert_eq!(event["body"], r#"{"action": "ping"}"#);
    assert_eq!(event["requestContext"]["eventType"], "MESSAGE");
    Ok(())
}
