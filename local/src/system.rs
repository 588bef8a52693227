//! Puts the system together: the table, the accounts, and on one port what `front` holds before the functions.
//! Used by the program and, in process, by the end-to-end tests.

use std::time::Duration;

use shared::State;
use shared::auth::{SigningKeys, Tokens};
use shared::config::{Config, DeskSettings, SecretKey, WebSettings};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::accounts::{self, Account, FirstAccounts};
use crate::admission::{self, Admission};
use crate::background::Background;
use crate::error::StartError;
use crate::files::{BUCKET, EmbeddedFiles};
use crate::front::{self, Front, OutsideFunctions};
use crate::gateway::{self, Gateway};
use crate::http_api::HttpLimits;
use crate::lambda::{Environment, LambdaEndpoint};
use crate::listen::Listening;
use crate::secret;
use crate::serve::{RequestTimes, serve};
use crate::table::{EmbeddedTable, TABLE_NAME};

/// How long running requests may take to finish when the system stops.
const STOP: Duration = Duration::from_secs(10);

/// How a system is started. The default is what tests want: a free port, no first accounts, and no limits
/// on how often things are done.
#[derive(Clone, Debug)]
pub struct Options {
    /// A name or an address; `localhost` means both loopback addresses.
    pub host: String,
    /// 0: any free one.
    pub port: u16,
    /// Signs tokens. `None`: the data folder's own, or a random one when there is no folder.
    pub secret_key: Option<SecretKey>,
    /// How browsers reach it.
    pub web: WebSettings,
    /// How the desk is run.
    pub desk: DeskSettings,
    /// Where clients are told to connect. `None`: `/ws` on the host and port.
    pub websocket_url: Option<String>,
    /// Where browsers are told to fetch files from, and to upload them to. `None`: the host and port.
    pub files_url: Option<String>,
    /// Where the system finds the table, if not at [`EmbeddedTable::url`]: a proxy that forwards there.
    pub table_endpoint: Option<String>,
    /// Where the functions are invoked, if not in this process. Needs a table with a data folder.
    pub lambda_endpoint: Option<LambdaEndpoint>,
    /// The limits of the HTTP API before functions outside this process.
    pub http_limits: HttpLimits,
    /// The gateway's limits.
    pub limits: gateway::Limits,
    /// Connections that may be open at once from one address, unless it is a trusted proxy's. `None`: as many as there can
    /// be.
    pub connections_per_address: Option<usize>,
    /// How long requests may take to arrive.
    pub request_times: RequestTimes,
    /// How often the sweep runs; a minute apart in the cloud.
    pub sweep_every: Duration,
    /// Accounts to make before listening.
    pub accounts: FirstAccounts,
}

impl Options {
    /// Whether clients are told of another address than this program's own, but nothing of the proxies that must then stand
    /// before it.
    pub fn may_have_unknown_proxies(&self) -> bool {
        let told = [&self.web.public_url, &self.websocket_url, &self.files_url];
        let is_public =
            |url: &String| !["://localhost", "://127.0.0.1", "://[::1]"].iter().any(|own| url.contains(own));
        self.web.trusted_proxies.is_none() && told.into_iter().flatten().any(is_public)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            secret_key: None,
            web: WebSettings::default(),
            desk: DeskSettings::default(),
            websocket_url: None,
            files_url: None,
            table_endpoint: None,
            lambda_endpoint: None,
            http_limits: HttpLimits::default(),
            limits: gateway::Limits::default(),
            connections_per_address: None,
            request_times: RequestTimes::default(),
            sweep_every: Duration::from_secs(60),
            accounts: FirstAccounts::default(),
        }
    }
}

/// A running system.
pub struct System {
    base_url: String,
    ws_url: String,
    state: State,
    accounts: Vec<Account>,
    outside: Option<OutsideFunctions>,
    gateway: Gateway,
    background: Background,
    table: EmbeddedTable,
    /// Held for the folder that it may be in.
    _files: EmbeddedFiles,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl System {
    /// Starts a system on a table. It is ready for requests when this returns.
    ///
    /// # Errors
    /// When the address is taken, the secret key is unusable, an account can't be made, or functions outside this
    /// process can't be told how to reach it.
    pub async fn start(options: Options, table: EmbeddedTable) -> Result<Self, StartError> {
        let files = admission::raise_file_limit();
        let proxies = options.web.trusted_proxies.clone();
        let admission = Admission::new(files, options.connections_per_address, proxies);
        let listening = Listening::bind(&options.host, options.port).await?;
        let base_url = format!("http://{}", listening.authority());
        let ws_url = options.websocket_url.unwrap_or_else(|| format!("ws://{}/ws", listening.authority()));
        let files_url = options.files_url.unwrap_or_else(|| base_url.clone());
        let config = Config {
            table_name: TABLE_NAME.to_owned(),
            web: options.web,
            desk: options.desk,
            websocket_url: ws_url.clone(),
            management_endpoint: format!("http://{}/ws", listening.own_authority()),
            files_bucket: BUCKET.to_owned(),
            files_url: Some(files_url.clone()),
            uploads_url: Some(files_url),
            files_endpoint: Some(format!("http://{}", listening.own_authority())),
            queue_url: format!("{}/deliveries", front::queue_url(&listening)),
            queue_endpoint: Some(front::queue_url(&listening)),
        };
        let endpoint = options.table_endpoint.as_deref().unwrap_or(table.url());
        let secret_key = secret_key(options.secret_key, &table)?;
        let state = State::new(config, tokens(&secret_key), &table.credentials().sdk_config(endpoint)).await?;
        let accounts = accounts::create(&state, options.accounts, table.is_new()?).await?;

        let front = match options.lambda_endpoint {
            None => Front::inside(&state, options.limits, &table),
            Some(endpoint) => {
                let environment = Environment {
                    config: &state.config,
                    secret_key: &secret_key,
                    table_endpoint: options.table_endpoint.unwrap_or_else(|| front::table_url(&listening)),
                    credentials: table.credentials(),
                };
                Front::outside(endpoint, &environment, (options.http_limits, options.limits), &table)?
            }
        };
        let Front { routes, gateway, background, outside } = front;
        let files = EmbeddedFiles::open(table.folder(), table.credentials())?;
        let bucket = files.router(&listening.own_authority().to_string(), &state.config.web);
        let app = routes.merge(bucket).merge(gateway.router()).merge(background.router());
        background.start(options.sweep_every);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        for listener in listening.listeners {
            let limits = (admission.clone(), options.request_times.clone());
            tasks.spawn(serve(listener, app.clone(), limits, stop.clone()));
        }
        Ok(Self {
            base_url,
            ws_url,
            state,
            accounts,
            outside,
            gateway,
            background,
            table,
            _files: files,
            tasks,
            stop: stop.drop_guard(),
        })
    }

    /// Such as `http://localhost:8000`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Such as `ws://localhost:8000/ws`.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// What the functions share.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The table below it.
    pub fn table(&self) -> &EmbeddedTable {
        &self.table
    }

    /// The accounts that this start has made, or found.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The functions outside this process, if that is where they are.
    pub fn outside_functions(&self) -> Option<&OutsideFunctions> {
        self.outside.as_ref()
    }

    /// Closes the sockets (1001), lets running requests finish, and stops the table, each in bounded time.
    pub async fn stop(self) {
        let Self { gateway, background, table, tasks, stop, .. } = self;
        background.stop().await;
        // The gateway first: what its last events do to the table, and their pushes, still find everything running.
        gateway.stop().await;
        drop(stop);
        tasks.close();
        if timeout(STOP, tasks.wait()).await.is_err() {
            tracing::warn!("some requests were cut off");
        }
        table.stop().await;
    }
}

pub(crate) fn tokens(key: &SecretKey) -> Tokens {
    Tokens::new(SigningKeys::new(key))
}

/// The given key, or the data folder's own, or a random one.
pub(crate) fn secret_key(given: Option<SecretKey>, table: &EmbeddedTable) -> Result<SecretKey, StartError> {
    match (given, table.folder()) {
        (Some(key), _) => Ok(key),
        (None, Some(folder)) => folder.secret_key(),
        (None, None) => Ok(SecretKey::new(secret::key())?),
    }
}
