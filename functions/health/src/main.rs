//! The Lambda function `health`.

use shared::{
    config::{WebSettings, required},
    table::Table,
};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    shared::logging::init();
    let table = Table::new(&aws_config::load_from_env().await, required("TABLE_NAME")?);
    table.connect().await;
    lambda_http::run(shared::http::app(health::routes().with_state(table), &WebSettings::from_env()?)).await
}
