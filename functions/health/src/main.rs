//! The Lambda function `health`.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let state = shared::State::from_env().await?;
    lambda_http::run(shared::http::app(health::router(state.clone()), &state)).await
}
