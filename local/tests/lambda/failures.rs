//! Functions that fail, hang or don't exist.

use std::time::Duration;

use local::{HttpLimits, Options};
use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Answer, Outcome, Scripted, system_in};

fn with_limits(http_limits: HttpLimits) -> Options {
    Options { http_limits, ..Options::default() }
}

#[tokio::test]
async fn a_failed_function_is_an_internal_error() -> Outcome {
    let scripted = Scripted::start().await?;
    for answer in [Answer::Fails, Answer::Unknown] {
        scripted.answer("health", answer);
        let response = scripted.get("/api/health/").await?;
        assert_eq!(response.status(), 500);
        assert_eq!(response.json::<Value>().await?, json!({ "message": "Internal Server Error" }));
    }
    Ok(())
}

#[tokio::test]
async fn a_function_that_takes_too_long_is_a_503() -> Outcome {
    let limits = HttpLimits { integration: Duration::from_millis(50), ..HttpLimits::default() };
    let scripted = Scripted::with(with_limits(limits)).await?;
    scripted.answer("health", Answer::Hangs);
    let response = scripted.get("/api/health/").await?;
    assert_eq!(response.status(), 503);
    assert_eq!(response.json::<Value>().await?, json!({ "message": "Service Unavailable" }));
    Ok(())
}

#[tokio::test]
async fn a_body_beyond_the_limit_reaches_no_function() -> Outcome {
    let scripted = Scripted::with(with_limits(HttpLimits { body_bytes: 10, ..HttpLimits::default() })).await?;
    for (length, status) in [(10, 200), (11, 413)] {
        let response = Client::new().post(scripted.url("/api/messages/")).body("x".repeat(length)).send().await?;
        assert_eq!(response.status(), status);
    }
    assert_eq!(scripted.events().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_event_beyond_lambdas_limit_is_an_internal_error() -> Outcome {
    let scripted = Scripted::start().await?;
    let request = Client::new().post(scripted.url("/api/messages/")).body("x".repeat(6 * 1024 * 1024));
    assert_eq!(request.send().await?.status(), 500);
    assert!(scripted.events().is_empty());
    Ok(())
}

/// Users may start `cargo lambda watch` after the system.
#[tokio::test]
async fn a_start_does_not_need_the_endpoint() -> Outcome {
    let folder = tempfile::tempdir()?;
    // Nothing listens on port 1.
    let system = system_in(&folder, "http://127.0.0.1:1".parse()?, Options::default()).await?;
    let response = reqwest::get(format!("{}/api/health/", system.base_url())).await?;
    assert_eq!(response.status(), 500);
    system.stop().await;
    Ok(())
}
