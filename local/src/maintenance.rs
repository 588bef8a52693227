//! The state that maintenance commands work with: of the data folder's table, or of a deployed one, with no server.

use serde::de::IgnoredAny;
use shared::State;
use shared::config::{Config, DeskSettings, SecretKey, WebSettings};
use shared::table::{Key, Read};

use crate::error::{StartError, root_cause};
use crate::files::BUCKET;
use crate::secret;
use crate::system::{secret_key, tokens};
use crate::table::{EmbeddedTable, TABLE_NAME};

/// The state of a system that does not listen: what maintenance commands work with.
pub(crate) async fn state_without_server(
    secret: Option<SecretKey>,
    table: &EmbeddedTable,
) -> Result<State, StartError> {
    let config = Config {
        table_name: TABLE_NAME.to_owned(),
        web: WebSettings::default(),
        desk: DeskSettings::default(),
        websocket_url: String::new(),
        // Nobody is connected, so nothing is ever posted there.
        management_endpoint: table.url().to_owned(),
        queue_url: String::new(),
        queue_endpoint: None,
        files_bucket: BUCKET.to_owned(),
        files_url: None,
        uploads_url: None,
        files_endpoint: None,
    };
    let sdk = table.credentials().sdk_config(table.url());
    Ok(State::new(config, tokens(&secret_key(secret, table)?), &sdk).await?)
}

/// The state of a maintenance command for a deployed table, in the account and region that the environment names.
pub(crate) async fn state_of_deployed_table(name: &str) -> Result<State, StartError> {
    let unusable = |reason| StartError::DeployedTable { name: name.to_owned(), reason };
    let sdk = aws_config::load_from_env().await;
    if sdk.region().is_none() {
        return Err(unusable("no region is set".to_owned()));
    }
    let config = Config {
        table_name: name.to_owned(),
        web: WebSettings::default(),
        desk: DeskSettings::default(),
        websocket_url: String::new(),
        // Nothing that a maintenance command does is told to anyone.
        management_endpoint: "http://localhost".to_owned(),
        queue_url: String::new(),
        queue_endpoint: None,
        files_bucket: BUCKET.to_owned(),
        files_url: None,
        uploads_url: None,
        files_endpoint: None,
    };
    // The deployment's own key stays where it is: nobody signs in here.
    let state = State::new(config, tokens(&SecretKey::new(secret::key())?), &sdk).await;
    let state = state.map_err(|error| unusable(root_cause(&error)))?;
    let probe = state.table.get::<IgnoredAny>(&Key::counter("user"), Read::Eventual).await;
    probe.map_err(|error| unusable(root_cause(&error)))?;
    Ok(state)
}
