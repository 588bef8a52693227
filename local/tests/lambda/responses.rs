//! Responses of functions, as clients receive them.

use reqwest::header::{CONTENT_TYPE, SET_COOKIE};
use serde_json::{Value, json};

use crate::support::{Answer, Outcome, Scripted};

async fn response_to(returned: Value) -> Result<reqwest::Response, Box<dyn std::error::Error>> {
    let scripted = Scripted::start().await?;
    scripted.answer("health", Answer::Returns(returned));
    Ok(scripted.get("/api/health/").await?)
}

#[tokio::test]
async fn status_headers_cookies_and_body_arrive() -> Outcome {
    let response = response_to(json!({
        "statusCode": 418,
        "headers": { "Content-Type": "text/plain", "x-number": 7, "content-length": "999" },
        "multiValueHeaders": { "x-several": ["1", "2"] },
        "cookies": ["one=1; HttpOnly", "two=2"],
        "body": "short and stout",
    }))
    .await?;
    assert_eq!(response.status(), 418);
    let values = |name: &str| response.headers().get_all(name).iter().map(|v| v.as_bytes()).collect::<Vec<_>>();
    assert_eq!(values(CONTENT_TYPE.as_str()), [b"text/plain"]);
    assert_eq!(values("x-number"), [b"7"]);
    assert_eq!(values("x-several"), [b"1", b"2"]);
    assert_eq!(values(SET_COOKIE.as_str()), [b"one=1; HttpOnly".as_slice(), b"two=2"]);
    assert_eq!(response.text().await?, "short and stout");
    Ok(())
}

#[tokio::test]
async fn base64_is_decoded() -> Outcome {
    let response = response_to(json!({ "statusCode": 200, "body": "//4=", "isBase64Encoded": true })).await?;
    assert_eq!(response.bytes().await?.as_ref(), [0xff, 0xfe]);
    Ok(())
}

#[tokio::test]
async fn json_without_a_status_is_the_body() -> Outcome {
    let response = response_to(json!({ "status": "ok" })).await?;
    assert_eq!((response.status(), &response.headers()[CONTENT_TYPE]), (200.try_into()?, &"application/json".parse()?));
    assert_eq!(response.json::<Value>().await?, json!({ "status": "ok" }));
    Ok(())
}

#[tokio::test]
async fn malformed_responses_are_internal_errors() -> Outcome {
    for returned in [
        json!({ "statusCode": 99 }),
        json!({ "statusCode": "many" }),
        json!({ "statusCode": 101 }),
        json!({ "statusCode": 200, "headers": { "no header": "x" } }),
        json!({ "statusCode": 200, "body": "?", "isBase64Encoded": true }),
    ] {
        let response = response_to(returned.clone()).await?;
        assert_eq!(response.status(), 500, "{returned}");
        assert_eq!(response.json::<Value>().await?, json!({ "message": "Internal Server Error" }));
    }
    Ok(())
}
