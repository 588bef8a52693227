//! The management API, through the AWS SDK's client.

use aws_sdk_apigatewaymanagement::error::SdkError;
use aws_sdk_apigatewaymanagement::operation::post_to_connection::PostToConnectionError;

use crate::support::{Outcome, Server};

#[tokio::test]
async fn posts_reach_the_client_in_order() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    for number in 0..100 {
        server.post(&id, &number.to_string()).await?;
    }
    for number in 0..100 {
        assert_eq!(client.text().await?, number.to_string());
    }
    Ok(())
}

#[tokio::test]
async fn posting_to_a_closed_connection_is_a_gone_exception() -> Outcome {
    let server = Server::start().await?;
    let (client, id) = server.connect().await?;
    client.close().await?;
    server.event_of_type("DISCONNECT").await?;
    for id in [id.as_str(), "never/was="] {
        let refused = server.management.post_to_connection().connection_id(id).data("x".as_bytes().to_vec().into());
        let error = refused.send().await.err().map(SdkError::into_service_error);
        assert!(matches!(error, Some(PostToConnectionError::GoneException(_))), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_payload_of_more_than_128_kb_is_too_large() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    server.post(&id, &"x".repeat(128 * 1024)).await?;
    assert_eq!(client.text().await?.len(), 128 * 1024);
    for size in [128 * 1024 + 1, 512 * 1024] {
        let refused = server.management.post_to_connection().connection_id(&id).data(vec![b'x'; size].into());
        let error = refused.send().await.err().map(SdkError::into_service_error);
        assert!(matches!(error, Some(PostToConnectionError::PayloadTooLargeException(_))), "{error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn other_credentials_cannot_post_describe_or_close() -> Outcome {
    let server = Server::start().await?;
    let (_client, id) = server.connect().await?;
    let unauthorized_management = server.unauthorized_management();
    let refused =
        unauthorized_management.post_to_connection().connection_id(&id).data(b"x".to_vec().into()).send().await;
    let error = refused.err().map(SdkError::into_service_error);
    assert!(matches!(error, Some(PostToConnectionError::ForbiddenException(_))), "{error:?}");
    assert!(unauthorized_management.get_connection().connection_id(&id).send().await.is_err());
    assert!(unauthorized_management.delete_connection().connection_id(&id).send().await.is_err());
    let url = format!("http://{}/ws/@connections/{id}", server.address);
    assert_eq!(reqwest::Client::new().post(url).body("x").send().await?.status(), 403);
    Ok(())
}

#[tokio::test]
async fn a_connection_can_be_described() -> Outcome {
    let server = Server::start().await?;
    let (_client, id) = server.connect().await?;
    let answer = server.management.get_connection().connection_id(&id).send().await?;
    assert!(answer.connected_at().is_some());
    assert!(answer.last_active_at() >= answer.connected_at());
    assert_eq!(answer.identity().and_then(|identity| identity.source_ip()), Some("127.0.0.1"));
    Ok(())
}

#[tokio::test]
async fn deleting_a_connection_closes_it_after_posted_messages() -> Outcome {
    let server = Server::start().await?;
    let (mut client, id) = server.connect().await?;
    server.post(&id, "last words").await?;
    server.management.delete_connection().connection_id(&id).send().await?;
    assert_eq!(client.text().await?, "last words");
    assert_eq!(u16::from(client.closed().await?.code), 1000);
    assert!(server.post(&id, "late").await.is_err());
    Ok(())
}
