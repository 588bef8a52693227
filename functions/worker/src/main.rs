//! The Lambda function `worker`.

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn};
use shared::{State, mail::Ses, queue::Queue, sdk::sdk_config};
use worker::Worker;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::logging::init();
    let sdk = sdk_config().await?;
    let (queue, mailer) = (Queue::from_env(&sdk)?, Arc::new(Ses::new(&sdk)));
    let worker = &Worker::new(State::from_env().await?, queue, mailer);
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async move {
        worker.handle(event.payload).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}
