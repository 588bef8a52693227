//! The environment file leads functions to this run's table and gateway, and still does after a restart.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use futures_util::future::BoxFuture;
use local::table::{EmbeddedTable, Storage};
use local::{Options, StartError, System};

use crate::support::{Outcome, Scripted, system_in};

/// Variables in a file, as `cargo lambda watch` reads them.
fn variables(file: &Path) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let variable = |line: &str| {
        let (name, value) = line.split_once('=')?;
        Some((name.to_owned(), value.trim_matches('\'').to_owned()))
    };
    text.lines().map(|line| variable(line).ok_or_else(|| line.into())).collect()
}

async fn is_table_within_reach(variables: &HashMap<String, String>, access_key: &str) -> bool {
    let credentials = Credentials::new(access_key, &variables["AWS_SECRET_ACCESS_KEY"], None, None, "test");
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variables["AWS_REGION"].clone()))
        .endpoint_url(&variables["AWS_ENDPOINT_URL_DYNAMODB"])
        .credentials_provider(credentials);
    let request = DynamoDb::from_conf(config.build()).describe_table().table_name(&variables["TABLE_NAME"]);
    // Boxed: the request's own future nests too deeply for the compiler.
    let answer: BoxFuture<'_, bool> = Box::pin(async move { request.send().await.is_ok() });
    answer.await
}

fn file_of(system: &System) -> Result<&Path, Box<dyn Error>> {
    Ok(&system.outside_functions().ok_or("the functions are inside")?.environment)
}

#[tokio::test]
async fn the_environment_leads_to_the_table() -> Outcome {
    let scripted = Scripted::start().await?;
    let variables = variables(file_of(&scripted.system)?)?;
    assert!(is_table_within_reach(&variables, &variables["AWS_ACCESS_KEY_ID"]).await);
    assert!(!is_table_within_reach(&variables, "somebody").await);
    Ok(())
}

#[tokio::test]
async fn the_environment_has_all_that_a_function_reads() -> Outcome {
    let scripted = Scripted::start().await?;
    let variables = variables(file_of(&scripted.system)?)?;
    assert_eq!(variables["WEBSOCKET_URL"], scripted.system.ws_url());
    assert_eq!(variables["MANAGEMENT_ENDPOINT"], scripted.url("/ws"));
    assert_eq!(variables["AWS_ENDPOINT_URL_SQS"], scripted.url("/_queue"));
    assert!(variables.contains_key("QUEUE_URL"));
    assert_eq!(variables["AWS_ENDPOINT_URL_S3"], scripted.url(""));
    assert!(variables.contains_key("FILES_BUCKET"));
    assert_eq!(variables["ALLOWED_ORIGINS"], "*");
    assert!(variables["SECRET_KEY"].len() >= 32);
    assert!(variables.contains_key("RUST_LOG"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(file_of(&scripted.system)?)?.permissions().mode() & 0o777, 0o600);
    }
    Ok(())
}

#[tokio::test]
async fn the_environment_outlives_a_restart() -> Outcome {
    let folder = tempfile::tempdir()?;
    let endpoint: local::LambdaEndpoint = "http://127.0.0.1:1".parse()?;
    let mut runs = Vec::new();
    for _ in 0..2 {
        let system = system_in(&folder, endpoint.clone(), Options::default()).await?;
        let mut variables = variables(file_of(&system)?)?;
        // With a fixed port, these stay the same too.
        variables.retain(|_, value| !value.contains("://"));
        runs.push(variables);
        system.stop().await;
    }
    assert_eq!(runs[0], runs[1]);
    Ok(())
}

#[tokio::test]
async fn a_system_in_memory_has_nowhere_to_leave_it() -> Outcome {
    let options = Options { lambda_endpoint: Some("http://127.0.0.1:1".parse()?), ..Options::default() };
    let refused = System::start(options, EmbeddedTable::start(Storage::Memory).await?).await;
    assert!(matches!(refused, Err(StartError::LambdaWithoutFolder)));
    Ok(())
}
