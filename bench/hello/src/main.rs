//! The least that a function behind an HTTP API can be. What its cold start costs is the price of the runtime, with
//! nothing of ours in it.

use axum::{Router, routing::get};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::run(Router::new().route("/", get(async || "hello, world"))).await
}
