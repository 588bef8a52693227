//! The Lambda function `worker`.

use lambda_runtime::{LambdaEvent, service_fn};
use shared::{State, queue::Queue};
use worker::Worker;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::logging::init();
    let worker = &Worker::new(State::from_env().await?, Queue::from_env().await?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async move {
        worker.handle(event.payload).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}
