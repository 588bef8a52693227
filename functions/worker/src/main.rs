//! The Lambda function `worker`.

use lambda_runtime::{LambdaEvent, service_fn};

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::logging::init();
    let worker = &worker::Worker::new(shared::State::from_env().await?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async move {
        worker.handle(event.payload).await.map_err(lambda_runtime::Error::from)
    }))
    .await
}
