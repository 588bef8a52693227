//! The Lambda function `health`.

use shared::{
    config::{WebSettings, required},
    sdk::sdk_config,
    table::Table,
};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    shared::logging::init();
    let table = Table::new(&sdk_config().await?, required("TABLE_NAME")?);
    table.connect().await;
    lambda_http::run(shared::http::app(health::routes().with_state(table), &WebSettings::from_env()?)).await
}
