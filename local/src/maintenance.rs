//! State for maintenance commands, without a server: of the data folder's table, or of a deployed one.

use serde::de::IgnoredAny;
use shared::State;
use shared::config::{Config, DeskSettings, SecretKey, WebSettings};
use shared::table::{Key, Read};

use crate::error::{StartError, root_cause};
use crate::files::BUCKET;
use crate::in_process::InProcess;
use crate::router::{TABLE_PATH, table_url};
use crate::secret;
use crate::system::{secret_key, tokens};
use crate::table::{EmbeddedTable, TABLE_NAME};

/// Host in requests to the table, which needs none.
const HOST: &str = "localhost";

/// State of a system that does not listen, and what its table is reached by.
pub(crate) async fn state_without_server(
    secret: Option<SecretKey>,
    table: &EmbeddedTable,
) -> Result<(State, InProcess), StartError> {
    let config = Config {
        table_name: TABLE_NAME.to_owned(),
        web: WebSettings::default(),
        desk: DeskSettings::default(),
        websocket_url: String::new(),
        // Never used: there are no connections to post to.
        management_endpoint: format!("http://{HOST}"),
        files_bucket: BUCKET.to_owned(),
        files_url: None,
        uploads_url: None,
        files_endpoint: None,
        desk_secrets: None,
        desk_secrets_endpoint: None,
    };
    let emulations = InProcess::serving(table.router_in_process(TABLE_PATH));
    let sdk = emulations.sdk_config(table.credentials(), &table_url(HOST));
    Ok((State::new(config, tokens(&secret_key(secret, table)?), &sdk).await?, emulations))
}

/// State for a deployed table, in the account and region of the environment.
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
        // Never used: maintenance commands publish no events.
        management_endpoint: "http://localhost".to_owned(),
        files_bucket: BUCKET.to_owned(),
        files_url: None,
        uploads_url: None,
        files_endpoint: None,
        desk_secrets: None,
        desk_secrets_endpoint: None,
    };
    // Maintenance commands issue no tokens, so they don't need the deployment's own key.
    let state = State::new(config, tokens(&SecretKey::new(secret::key())?), &sdk).await;
    let state = state.map_err(|error| unusable(root_cause(&error)))?;
    let probe = state.table.get::<IgnoredAny>(&Key::new("COUNTER#user", "COUNTER"), Read::Eventual).await;
    probe.map_err(|error| unusable(root_cause(&error)))?;
    Ok(state)
}
