//! Assembly of the system: the table, the accounts, and the services of `router` on one port. Used by the program and,
//! in process, by the end-to-end tests.

use std::sync::Arc;
use std::time::Duration;

use shared::State;
use shared::config::{Config, DeskSettings, SecretKey, WebSettings};
use shared::mail::Mailer;
use shared::queue::Queue;
use shared::tokens::{SigningKeys, Tokens};
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use worker::Worker;

use crate::accounts::{self, Account, FirstAccounts};
use crate::admission::{self, ConnectionLimits};
use crate::background::Background;
use crate::error::StartError;
use crate::files::{BUCKET, EmbeddedFiles};
use crate::gateway::{self, Gateway};
use crate::http_api::HttpLimits;
use crate::in_process::InProcess;
use crate::incoming_mail::{IncomingMail, IncomingMailOptions};
use crate::lambda::{Environment, LambdaEndpoint};
use crate::listen::Listening;
use crate::mail::MailFolder;
use crate::router::{self, OutsideFunctions, Services};
use crate::secret;
use crate::secrets::{self, EmbeddedSecrets};
use crate::serve::{RequestTimes, serve};
use crate::table::{EmbeddedTable, TABLE_NAME};

/// Longest wait for running requests when the system stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Options of a system. The defaults suit tests: a free port, no initial accounts, no rate limits.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name or address; `localhost` binds both loopback addresses.
    pub host: String,
    /// Port; 0 for any free one.
    pub port: u16,
    /// Key that signs tokens. `None`: the data folder's own, or a random one without a folder.
    pub secret_key: Option<SecretKey>,
    /// Settings for access by browsers.
    pub web: WebSettings,
    /// Settings of the support desk.
    pub desk: DeskSettings,
    /// WebSocket URL for clients. `None`: `/ws` on the host and port.
    pub websocket_url: Option<String>,
    /// Base URL of files for downloads and uploads by browsers. `None`: the host and port.
    pub files_url: Option<String>,
    /// Service that mails are sent by. `None`: each is a file in the folder `mail` of the data folder.
    pub mailer: Option<Arc<dyn Mailer>>,
    /// Ways by which answers to mails arrive. They need the setting `REPLY_DOMAIN`.
    pub incoming_mail: IncomingMailOptions,
    /// Endpoint of a proxy in front of the table. With one, the functions reach all emulations over loopback.
    pub table_endpoint: Option<String>,
    /// Endpoint of functions outside this process. Needs a table with a data folder.
    pub lambda_endpoint: Option<LambdaEndpoint>,
    /// Limits of the HTTP API in front of functions outside this process.
    pub http_limits: HttpLimits,
    /// Limits of the gateway.
    pub limits: gateway::Limits,
    /// Maximum number of open connections per address, except addresses of trusted proxies. `None`: no separate limit.
    pub connections_per_address: Option<usize>,
    /// Timeouts for receiving a request.
    pub request_times: RequestTimes,
    /// Interval between sweeps; a minute in the cloud.
    pub sweep_every: Duration,
    /// Accounts to create before listening.
    pub accounts: FirstAccounts,
}

impl Options {
    /// `true` if a public URL is set but no trusted proxies, although a public URL implies a proxy in front of this
    /// program.
    pub fn may_have_unknown_proxies(&self) -> bool {
        let public_urls = [&self.web.public_url, &self.websocket_url, &self.files_url];
        let is_remote =
            |url: &String| !["://localhost", "://127.0.0.1", "://[::1]"].iter().any(|local| url.contains(local));
        self.web.trusted_proxies.is_none() && public_urls.into_iter().flatten().any(is_remote)
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
            mailer: None,
            incoming_mail: IncomingMailOptions::default(),
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
    smtp_port: Option<u16>,
    gateway: Gateway,
    background: Background,
    table: EmbeddedTable,
    emulations: InProcess,
    /// Held for its temporary folder.
    _files: EmbeddedFiles,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl System {
    /// Starts a system on a table. It accepts requests when this returns.
    ///
    /// # Errors
    /// When the address is taken, the secret key is invalid, an account can't be created, or the environment of
    /// functions outside this process can't be written.
    pub async fn start(options: Options, table: EmbeddedTable) -> Result<Self, StartError> {
        let files = admission::raise_file_limit();
        let proxies = options.web.trusted_proxies.clone();
        let connection_limits = ConnectionLimits::new(files, options.connections_per_address, proxies);
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
            desk_secrets: Some(secrets::NAME.to_owned()),
            desk_secrets_endpoint: Some(secrets::endpoint(listening.own_authority())),
        };
        let secret_key = secret_key(options.secret_key, &table)?;
        let emulations = InProcess::default();
        let sdk = match &options.table_endpoint {
            None => emulations.sdk_config(table.credentials(), &router::table_url(listening.own_authority())),
            Some(proxy) => table.credentials().sdk_config(proxy),
        };
        let state = State::new(config, tokens(&secret_key), &sdk).await?;

        let queue_endpoint = router::queue_endpoint(&listening);
        let queue_url = format!("{queue_endpoint}/deliveries");
        let services = match options.lambda_endpoint {
            None => {
                let queue = Queue::new(&sdk, queue_url, Some(&queue_endpoint));
                let mailer = match options.mailer {
                    Some(mailer) => mailer,
                    None => Arc::new(MailFolder::open(table.folder())?),
                };
                let worker = Worker::new(knowing_url(&state, &base_url), queue, mailer);
                Services::in_process(&state, worker, options.limits, &table)
            }
            Some(endpoint) => {
                let environment = Environment {
                    config: &state.config,
                    secret_key: &secret_key,
                    table_endpoint: options
                        .table_endpoint
                        .unwrap_or_else(|| router::table_url(listening.own_authority())),
                    queue: (queue_url, queue_endpoint),
                    credentials: table.credentials(),
                };
                Services::external(endpoint, &environment, (options.http_limits, options.limits), &table)?
            }
        };
        let Services { routes, gateway, background, outside } = services;
        let files = EmbeddedFiles::open(table.folder(), table.credentials())?;
        let bucket = files.router(&listening.own_authority().to_string(), &state.config.web);
        let secrets = EmbeddedSecrets::open(table.folder(), table.credentials())?;
        let emulated = bucket.merge(gateway.router()).merge(background.router()).merge(secrets.router());
        emulations.serve(emulated.clone().merge(table.router_in_process(router::TABLE_PATH)));
        let accounts = accounts::create(&state, options.accounts, table.is_new()?).await?;
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let domain = state.config.desk.reply_domain.clone();
        let incoming = domain.map(|domain| IncomingMail::new(&files, background.clone(), domain));
        let posted = incoming.as_ref().zip(options.incoming_mail.secret).map(|(incoming, key)| incoming.router(key));
        let app = routes.merge(emulated).merge(posted.unwrap_or_default());
        let smtp_port = match incoming.zip(options.incoming_mail.smtp_port) {
            Some((incoming, port)) => Some(incoming.listen(port, &tasks, &stop).await?),
            None => None,
        };
        background.start(options.sweep_every);
        if let Some(stream) = table.stream() {
            background.follow(stream);
        }
        for listener in listening.listeners {
            let limits = (connection_limits.clone(), options.request_times.clone());
            tasks.spawn(serve(listener, app.clone(), limits, stop.clone()));
        }
        Ok(Self {
            base_url,
            ws_url,
            state,
            accounts,
            outside,
            smtp_port,
            gateway,
            background,
            table,
            emulations,
            _files: files,
            tasks,
            stop: stop.drop_guard(),
        })
    }

    /// Base URL, such as `http://localhost:8000`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// WebSocket URL, such as `ws://localhost:8000/ws`.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// State shared by the functions.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The system's table.
    pub fn table(&self) -> &EmbeddedTable {
        &self.table
    }

    /// Accounts created or found at the start.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// Functions outside this process, if they run there.
    pub fn outside_functions(&self) -> Option<&OutsideFunctions> {
        self.outside.as_ref()
    }

    /// Port on the loopback addresses that mails are received on, if they are.
    pub fn smtp_port(&self) -> Option<u16> {
        self.smtp_port
    }

    /// Closes the sockets (1001), lets running requests finish, and stops the table, each in bounded time.
    pub async fn stop(self) {
        let Self { gateway, background, table, emulations, tasks, stop, .. } = self;
        background.stop().await;
        // The gateway stops first, because its last events still need the table and pushes.
        gateway.stop().await;
        drop(stop);
        tasks.close();
        if timeout(STOP_TIMEOUT, tasks.wait()).await.is_err() {
            tracing::warn!("requests aborted at shutdown");
        }
        drop(emulations);
        table.stop().await;
    }
}

/// The state with the system's own address for links in mails, unless it is set.
fn knowing_url(state: &State, base_url: &str) -> State {
    let mut config = Config::clone(&state.config);
    let url = config.web.base_url().unwrap_or(base_url).to_owned();
    config.web.public_url = Some(url);
    State { config: Arc::new(config), ..state.clone() }
}

pub(crate) fn tokens(key: &SecretKey) -> Tokens {
    Tokens::new(SigningKeys::new(key))
}

/// Returns the given key, the data folder's own, or a random one.
pub(crate) fn secret_key(given: Option<SecretKey>, table: &EmbeddedTable) -> Result<SecretKey, StartError> {
    match (given, table.folder()) {
        (Some(key), _) => Ok(key),
        (None, Some(folder)) => folder.secret_key(),
        (None, None) => Ok(SecretKey::new(secret::key())?),
    }
}
