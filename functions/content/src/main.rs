//! The Lambda function `content`.

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    shared::logging::init();
    let state = shared::State::from_env().await?;
    lambda_http::run(shared::http::app(content::routes().with_state(state.clone()), &state.config.web)).await
}
