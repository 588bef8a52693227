//! The Lambda function `web`.

use shared::config::Config;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    shared::logging::init();
    let config = Config::from_env()?;
    lambda_http::run(shared::http::app(web::router(&config), &config.web)).await
}
