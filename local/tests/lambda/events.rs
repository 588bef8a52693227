//! Events of requests to a function.

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use serde_json::{Value, json};

use crate::support::{Outcome, Scripted};

#[tokio::test]
async fn a_request_becomes_an_event_of_format_2() -> Outcome {
    let scripted = Scripted::start().await?;
    let request = reqwest::Client::new()
        .post(scripted.url("/api/chat-rooms/x/close/?a=1&a=2&b=%C3%A4+c"))
        .header("user-agent", "test")
        .header("x-several", "1")
        .header("x-several", "2")
        .header("cookie", "one=1; two=2")
        .json(&json!({ "text": "ä" }));
    request.send().await?;
    let (function, event) = scripted.event();
    assert_eq!(function, "chat-rooms");
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["routeKey"], "ANY /api/chat-rooms/{proxy+}");
    assert_eq!(event["rawPath"], "/api/chat-rooms/x/close/");
    assert_eq!(event["rawQueryString"], "a=1&a=2&b=%C3%A4+c");
    assert_eq!(event["queryStringParameters"], json!({ "a": "1,2", "b": "ä c" }));
    assert_eq!(event["pathParameters"], json!({ "proxy": "x/close/" }));
    assert_eq!(event["cookies"], json!(["one=1", "two=2"]));
    assert_eq!(event["headers"]["cookie"], Value::Null);
    assert_eq!(event["headers"]["x-several"], "1,2");
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(r#"{"text":"ä"}"#), &json!(false)));
    let context = &event["requestContext"];
    assert_eq!((&context["stage"], &context["routeKey"]), (&json!("$default"), &event["routeKey"]));
    assert_eq!(context["http"]["method"], "POST");
    assert_eq!(context["http"]["path"], event["rawPath"]);
    assert_eq!(context["http"]["protocol"], "HTTP/1.1");
    assert_eq!(context["http"]["sourceIp"], "127.0.0.1");
    assert_eq!(context["http"]["userAgent"], "test");
    Ok(())
}

#[tokio::test]
async fn the_event_parses_as_lambdas_type() -> Outcome {
    let scripted = Scripted::start().await?;
    let response = scripted.get("/api/users/me/").await?;
    let (_, event) = scripted.event();
    let event: ApiGatewayV2httpRequest = serde_json::from_value(event)?;
    assert_eq!(event.request_context.http.method, "GET");
    assert_eq!(event.body, None);
    assert!(event.cookies.is_none() && event.query_string_parameters.is_empty());
    let id = response.headers().get("apigw-requestid").and_then(|id| id.to_str().ok());
    assert_eq!(event.request_context.request_id.as_deref(), id);
    Ok(())
}

#[tokio::test]
async fn binary_bodies_become_base64() -> Outcome {
    for (content_type, body, encoded) in [
        ("application/x-www-form-urlencoded", "a=b".as_bytes(), "YT1i"),
        ("application/octet-stream", &[0xff, 0xfe], "//4="),
        ("text/plain", &[0xff, 0xfe], "//4="),
    ] {
        let scripted = Scripted::start().await?;
        let request = reqwest::Client::new().post(scripted.url("/api/token/")).header("content-type", content_type);
        request.body(body.to_vec()).send().await?;
        let (function, event) = scripted.event();
        assert_eq!(function, "auth");
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(encoded), &json!(true)), "{content_type}");
    }
    Ok(())
}

#[tokio::test]
async fn the_clients_address_comes_last() -> Outcome {
    let scripted = Scripted::start().await?;
    let request = reqwest::Client::new().get(scripted.url("/api/health")).header("x-forwarded-for", "203.0.113.7");
    request.header("x-forwarded-proto", "https").send().await?;
    let (_, event) = scripted.event();
    assert_eq!(event["headers"]["x-forwarded-for"], "203.0.113.7, 127.0.0.1");
    assert_eq!(event["headers"]["x-forwarded-proto"], "http");
    assert!(scripted.system.base_url().ends_with(event["headers"]["x-forwarded-port"].as_str().unwrap_or("none")));
    Ok(())
}

/// As in the real gateway: the path is decoded, and cut off at a question mark that was encoded.
#[tokio::test]
async fn paths_are_decoded() -> Outcome {
    for (sent, path) in [("/api/users/a%20b", "/api/users/a b"), ("/api/users/a%3Fb", "/api/users/a")] {
        let scripted = Scripted::start().await?;
        scripted.get(sent).await?;
        assert_eq!(scripted.event().1["rawPath"], path);
    }
    Ok(())
}

#[tokio::test]
async fn unknown_paths_go_to_the_default_route() -> Outcome {
    let scripted = Scripted::start().await?;
    scripted.get("/nowhere").await?;
    let (function, event) = scripted.event();
    assert_eq!((function.as_str(), &event["routeKey"]), ("health", &json!("$default")));
    assert_eq!(event["pathParameters"], Value::Null);
    Ok(())
}

#[tokio::test]
async fn a_function_serves_the_start_page() -> Outcome {
    let scripted = Scripted::start().await?;
    scripted.get("/").await?;
    let (function, event) = scripted.event();
    assert_eq!((function.as_str(), &event["routeKey"]), ("web", &json!("ANY /")));
    Ok(())
}
