//! Start and stop of the assembled system, as a process does them. End-to-end tests elsewhere cover its endpoints.
#![expect(clippy::disallowed_methods, reason = "the system under test has the limits")]

use std::error::Error;
use std::path::Path;

use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::AttributeValue;
use local::table::{Durability, EmbeddedTable, Storage, TABLE_NAME};
use local::{Credentials, DataFolder, FirstAccounts, Options, Password, StartError, System};
use tokio::net::TcpListener;

type Outcome = Result<(), Box<dyn Error>>;

fn with_accounts() -> Options {
    let accounts = FirstAccounts { admin: true, admin_password: None, demo: true };
    Options { accounts, ..Options::default() }
}

async fn table_in(folder: &Path) -> Result<EmbeddedTable, StartError> {
    let folder = DataFolder::open(folder)?;
    EmbeddedTable::start(Storage::Folder { folder, durability: Durability::Full }).await
}

#[tokio::test]
async fn the_start_page_and_the_api_answer() -> Outcome {
    let system = System::start(Options::default(), EmbeddedTable::start(Storage::Memory).await?).await?;
    for path in ["/", "/api/health/", "/api/health"] {
        let response = reqwest::get(format!("{}{path}", system.base_url())).await?;
        assert_eq!(response.status(), 200, "{path}");
    }
    let missing = reqwest::get(format!("{}/nowhere", system.base_url())).await?;
    assert_eq!(missing.status(), 404);
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn other_sites_may_load_the_widget_under_any_isolation_policy() -> Outcome {
    let system = System::start(Options::default(), EmbeddedTable::start(Storage::Memory).await?).await?;
    let loader = reqwest::get(format!("{}/widget.js", system.base_url())).await?;
    assert_eq!(loader.headers()["cross-origin-resource-policy"], "cross-origin");
    let loader = loader.text().await?;
    let assets = loader.split(['`', '}']).find(|part| part.starts_with("/assets/")).ok_or("no address")?;
    let asset = reqwest::get(format!("{}{assets}", system.base_url())).await?;
    assert_eq!(
        (asset.status().as_u16(), asset.headers()["cross-origin-resource-policy"].to_str()?),
        (200, "cross-origin")
    );
    let page = reqwest::get(system.base_url()).await?;
    assert!(page.headers().get("cross-origin-resource-policy").is_none());
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_initial_accounts_are_created_once() -> Outcome {
    let folder = tempfile::tempdir()?;
    let system = System::start(with_accounts(), table_in(folder.path()).await?).await?;
    let names: Vec<_> = system.accounts().iter().map(|account| account.username).collect();
    assert_eq!(names, ["admin", "agent", "customer"]);
    assert!(system.accounts().iter().all(|account| matches!(account.password, Password::Generated(_))));
    system.stop().await;

    let system = System::start(with_accounts(), table_in(folder.path()).await?).await?;
    let names: Vec<_> = system.accounts().iter().map(|account| account.username).collect();
    assert_eq!(names, ["agent", "customer"]);
    assert!(system.accounts().iter().all(|account| account.password == Password::Unchanged));
    system.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_folder_is_free_once_the_system_has_stopped() -> Outcome {
    let folder = tempfile::tempdir()?;
    let system = System::start(Options::default(), table_in(folder.path()).await?).await?;
    assert!(matches!(table_in(folder.path()).await, Err(StartError::FolderInUse { .. })));
    system.stop().await;
    table_in(folder.path()).await?.stop().await;
    Ok(())
}

#[tokio::test]
async fn the_table_answers_only_the_holder_of_its_credentials() -> Outcome {
    let table = EmbeddedTable::start(Storage::Memory).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let routes = table.router("/");
    tokio::spawn(async { axum::serve(listener, routes).await });
    let put = |credentials: &Credentials| {
        let client = DynamoDb::new(&credentials.sdk_config(&url));
        let key = |name: &str| AttributeValue::S(name.to_owned());
        client.put_item().table_name(TABLE_NAME).item("pk", key("P")).item("sk", key("S")).send()
    };
    assert!(put(&Credentials::random()).await.is_err());
    assert!(put(table.credentials()).await.is_ok());
    let page = reqwest::Client::new().post(&url).header("x-amz-target", "DynamoDB_20120810.Scan");
    assert_eq!(page.body("{}").send().await?.status(), 400);
    Ok(())
}
