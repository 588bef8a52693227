//! The Lambda function `worker`.

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn};
use shared::{State, mail::Ses, queue::Queue, sdk::sdk_config};
use worker::Worker;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::logging::init();
    let mailer = Arc::new(Ses::new(&sdk_config().await?));
    let worker = &Worker::new(State::from_env().await?, Queue::from_env().await?, mailer);
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async move {
        worker.handle(event.payload).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}
