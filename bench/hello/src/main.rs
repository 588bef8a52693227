//! The smallest function behind an HTTP API: its cold start is the cost of the runtime alone, without any code of ours.

use axum::{Router, routing::get};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    lambda_http::run(Router::new().route("/", get(async || "hello, world"))).await
}
